import type { LoggerService } from '@nestjs/common';
import { destination, pino, type Logger } from 'pino';
import { framesOf, traceOf } from '../errors/trace.js';
import { traceIdField } from './tracing.js';

/** Buffer for a stdout that is not read; further lines are dropped. A busy gateway fills it in 15 seconds. */
const MAX_UNWRITTEN_CHARACTERS = 8 * 1024 * 1024;

/** The log: JSON lines on stdout, times as in the API (RFC 3339 UTC with milliseconds). */
export function createLogger(level: string): Logger {
  // With a minLength of 0 `flush` calls back before anything is written.
  const output = destination({ dest: 1, sync: false, minLength: 1, maxLength: MAX_UNWRITTEN_CHARACTERS });
  // pino calls it for every fatal line, and it blocks on a full pipe without a reader. `endWith` flushes instead.
  output.flushSync = () => undefined;
  // A log that cannot be written, for example to a full disk, must not end the process.
  output.on('error', () => undefined);
  return pino(
    {
      level,
      // The orchestrator adds the host; pid and host name mean nothing in a container.
      base: { service: 'eko-onboarding-gateway' },
      messageKey: 'message',
      mixin: traceIdField,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
}

/** The contexts in which Nest logs every module and route at the start, about 40 lines: logged at debug. */
const STARTUP_CONTEXTS: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** The context of start failures, which Nest also throws; `start.ts` logs them once. */
const START_FAILURE_CONTEXT = 'ExceptionHandler';

/** Writes Nest's log lines to the one logger: an object unchanged, a text as `message`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(STARTUP_CONTEXTS.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === START_FAILURE_CONTEXT) return;
    this.write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context as the last parameter, and a stack before it for errors. */
  private write(
    level: 'info' | 'warn' | 'error' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const fields = {
      ...(typeof context === 'string' && { context }),
      ...(typeof stack === 'string' && { stack: framesOf(stack) }),
      ...(typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {}),
    };
    if (message instanceof Error) this.logger[level]({ ...fields, ...traceOf(message) });
    else this.logger[level](fields, typeof message === 'string' ? message : undefined);
  }
}
