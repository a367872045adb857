/** There was no answer in time. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** What the work gives, unless it takes longer than so many milliseconds; it goes on then. @throws TooLate */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // A busy event loop runs its timers before it reads: an answer that is here already must not count as late.
      setImmediate(() => {
        reject(new TooLate(`no answer within ${milliseconds} ms`));
      });
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
