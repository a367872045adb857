/** Told of every operation: how long it took, and whether it failed. Feeds the metrics. */
export type Observe = (
  operation: 'begin' | 'conclude' | 'read' | 'erase',
  milliseconds: number,
  failed: boolean,
) => void;

/** Does the work and reports it, whether it succeeds or not. */
export async function observed<T>(
  observe: Observe | undefined,
  operation: Parameters<Observe>[0],
  work: () => Promise<T>,
): Promise<T> {
  if (!observe) return work();
  const startedAt = performance.now();
  let failed = true;
  try {
    const result = await work();
    failed = false;
    return result;
  } finally {
    observe(operation, performance.now() - startedAt, failed);
  }
}
