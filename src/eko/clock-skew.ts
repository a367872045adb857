/** Precision of a Date header: whole seconds. */
const DATE_STEP_MS = 1000;

/** When a request was sent and its reply received, by the clock that is compared, milliseconds since the epoch. */
export interface Exchange {
  readonly sentAt: number;
  readonly receivedAt: number;
}

/**
 * How far a clock is ahead of the server's, milliseconds: the smallest difference that is consistent with the Date of a
 * reply. The server wrote it at some moment of the exchange and dropped the fraction of the second, so that clocks
 * which agree give 0, however slow the reply was.
 * @returns undefined when the header is not a date
 */
export function skewFromDate(date: unknown, { sentAt, receivedAt }: Exchange): number | undefined {
  const wroteAt = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(wroteAt)) return undefined;
  const [min, max] = [sentAt - (wroteAt + DATE_STEP_MS), receivedAt - wroteAt];
  return min > 0 ? min : Math.min(0, max);
}
