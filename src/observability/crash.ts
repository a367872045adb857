import type { Logger } from 'pino';
import { traceOf } from '../errors/trace.js';

/** Longest wait for the last lines of the log to be written, milliseconds. */
const FLUSH_TIMEOUT_MS = 1_000;

/** Ends the process after an uncaught error. Node itself would print its message, which may contain personal data. */
export function endOnCrash(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ event: 'crashed', ...traceOf(error) });
    endWith(1, logger);
  });
}

/** Ends the process once the log is written, at the latest after a second. */
export function endWith(code: number, logger: Logger): void {
  setTimeout(() => {
    endNow(code);
  }, FLUSH_TIMEOUT_MS);
  logger.flush(() => {
    endNow(code);
  });
}

/**
 * Ends the process even when a thread is blocked: by a name that does not resolve, a disk that hangs, a pipe without a
 * reader. `process.exit` runs handlers that write, then waits for all threads. SIGKILL sent to itself has no effect on
 * PID 1, which the gateway is in its image. So the process replaces itself with one that only returns the exit code.
 */
function endNow(code: number): void {
  try {
    process.execve?.(process.execPath, [process.execPath, '--eval', `process.exit(${code})`], {});
  } catch {
    // execve is not permitted here. SIGKILL ends any process but PID 1; process.exit ends PID 1 unless a thread hangs.
  }
  process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
