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

/** Ends the process once the log is written, or cannot be written within a second. */
export function endWith(code: number, logger: Logger): void {
  setTimeout(() => {
    endNow(code);
  }, FLUSH_TIMEOUT_MS);
  logger.flush(() => {
    endNow(code);
  });
}

/**
 * Ends the process, whatever its threads are held up by: a name that does not resolve, a disk that hangs, a pipe that
 * nobody reads. `process.exit` runs handlers that write, and then waits for all threads; SIGKILL from itself does
 * nothing to PID 1, which the gateway is in its image. So the process becomes one that only has its exit code to give.
 */
function endNow(code: number): void {
  try {
    process.execve?.(process.execPath, [process.execPath, '--eval', `process.exit(${code})`], {});
  } catch {
    // Not allowed here: what is left ends all processes but PID 1, and PID 1 unless one of its threads hangs.
  }
  process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
