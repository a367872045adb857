/** Generous: it only bounds how long a failing test takes. */
const DEADLINE_MS = 25_000;
const PAUSE_MS = 50;

/** Calls `look` repeatedly until it returns something, and returns that. @throws Error after the deadline */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`Waited ${DEADLINE_MS} ms for ${what}`);
}

/** Calls `holds` repeatedly until it returns true; an error counts as false. @throws Error after the deadline */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  await until(what, async () => (await holds().catch(() => false)) || undefined);
}
