/** There was no result in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Calls `late` with TimedOut after `milliseconds`, unless the timer is cleared first. */
export function timeLimit(milliseconds: number, late: (error: TimedOut) => void): NodeJS.Timeout {
  return setTimeout(() => {
    // A busy event loop runs its timers before it reads: a result that has already arrived must not count as late.
    setImmediate(() => {
      late(new TimedOut(`no answer within ${milliseconds} ms`));
    });
  }, milliseconds);
}

/** Resolves with the result of the work. The work is not cancelled by the timeout. @throws TimedOut after `milliseconds` */
export function withTimeout<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timeLimit(milliseconds, reject);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      () => {
        clearTimeout(timer);
        resolve(work); // rejects as the work did
      },
    );
  });
}
