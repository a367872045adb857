/** There was no result in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Resolves with the result of the work. The work is not cancelled by the timeout. @throws TimedOut after `milliseconds` */
export function withTimeout<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // A busy event loop runs its timers before it reads: a result that has already arrived must not count as late.
      setImmediate(() => {
        reject(new TimedOut(`no answer within ${milliseconds} ms`));
      });
    }, milliseconds);
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
