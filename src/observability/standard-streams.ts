/**
 * Prevents stdout and stderr from blocking or ending the process. Opening the streams makes node set their pipes to
 * non-blocking: a write to a full pipe then fails instead of blocking a thread, which the exit would wait for. A reader
 * that closes the pipe causes a stream error, which without a listener ends the process.
 */
export function releaseStandardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
