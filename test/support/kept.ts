/**
 * What this worker of jest has, whichever spec file runs: worker-environment.mjs puts it there. Only plain data and
 * objects of Node.js itself may be kept, as the modules and globals of a spec file end with it.
 */
const kept =
  (globalThis as { keptByWorker?: Map<string, unknown> }).keptByWorker ?? new Map<string, unknown>();

/** What is kept under this name; made by the first who asks. */
export function keptAs<T>(name: string, make: () => T): T {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name) as T;
}

/** The next number of this name, from 1 on. */
export function nextNumber(name: string): number {
  const number = keptAs(name, () => 0) + 1;
  kept.set(name, number);
  return number;
}
