/** What a Date header leaves open: it has whole seconds. */
const DATE_STEP_MS = 1000;

/** When a request left and its reply was there, by the clock that is compared, milliseconds since the epoch. */
export interface Exchange {
  readonly sentAt: number;
  readonly receivedAt: number;
}

/**
 * How far a clock is ahead of the server's, milliseconds: the least that the Date of a reply allows for. The server
 * wrote it at some moment of the exchange, and left out what was over a whole second, so that clocks which agree give
 * 0 however slow the reply was.
 * @returns undefined when the header is no date
 */
export function skewFromDate(date: unknown, { sentAt, receivedAt }: Exchange): number | undefined {
  const wroteAt = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(wroteAt)) return undefined;
  const [least, most] = [sentAt - (wroteAt + DATE_STEP_MS), receivedAt - wroteAt];
  return least > 0 ? least : Math.min(0, most);
}
