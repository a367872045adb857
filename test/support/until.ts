/** Generous: it only bounds how long a failing test hangs. */
const DEADLINE_MS = 25_000;
const PAUSE_MS = 50;

/** Asks again and again until `look` finds something, and returns it. @throws Error after the deadline */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`Waited ${DEADLINE_MS} ms for ${what}`);
}

/** Asks again and again until it is so; what fails is not so yet. @throws Error after the deadline */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  await until(what, async () => (await holds().catch(() => false)) || undefined);
}
