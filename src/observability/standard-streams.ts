/**
 * Keeps stdout and stderr from holding up or ending the process. node makes the pipes behind them non-blocking when it
 * opens its streams: a write to a full pipe then fails instead of holding a thread, which the end of the process would
 * wait for. A reader that goes away is an error of the stream, which ends the process where nobody listens.
 */
export function releaseStandardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
