import type { Logger } from 'pino';
import { traceOf } from '../errors/trace.js';

/** Longest wait for the last lines of the log to be written, milliseconds. */
const FLUSH_TIMEOUT_MS = 1_000;

/** Ends the process after an error that nothing caught. Node itself would print its message, which may say anything. */
export function endOnCrash(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ event: 'crashed', ...traceOf(error) });
    endWith(1, logger);
  });
}

/** Ends the process once the log is written. */
export function endWith(code: number, logger: Logger): void {
  setTimeout(() => process.exit(code), FLUSH_TIMEOUT_MS);
  logger.flush(() => process.exit(code));
}
