/**
 * Values that this jest worker keeps across spec files; worker-environment.mjs provides the map where modules do not last
 * as long. Only plain data and objects of Node.js itself may be kept.
 */
const kept =
  (globalThis as { keptByWorker?: Map<string, unknown> }).keptByWorker ?? new Map<string, unknown>();

/** The value that is kept under this name; the first call makes it. */
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
