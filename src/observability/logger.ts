import type { LoggerService } from '@nestjs/common';
import { destination, pino, type Logger } from 'pino';
import { framesOf, traceOf } from '../errors/trace.js';
import { traceOfLine } from './tracing.js';

/** What is kept while nobody reads stdout; lines beyond it are dropped. A busy gateway writes it in a quarter of a minute. */
const MAX_UNWRITTEN_CHARACTERS = 8 * 1024 * 1024;

/** Times as in the API: RFC 3339 UTC with milliseconds. */
export function createLogger(level: string): Logger {
  // With a least length of 0 `flush` calls back before anything is written.
  const output = destination({ dest: 1, sync: false, minLength: 1, maxLength: MAX_UNWRITTEN_CHARACTERS });
  // pino calls it with every fatal line, and it waits for room in a pipe that nobody reads. `endWith` flushes.
  output.flushSync = () => undefined;
  // A log that cannot be written, to a full disk say, ends nothing.
  output.on('error', () => undefined);
  return pino(
    {
      level,
      // pid and host name are the orchestrator's to add; they say nothing in a container.
      base: { service: 'eko-onboarding-gateway' },
      messageKey: 'message',
      mixin: traceOfLine,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
}

/** Where Nest tells of every module and route while it starts: forty lines that nobody reads twice. */
const BOOT: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** What keeps Nest from starting is thrown on, and told once, by `main.ts`. */
const STARTING = 'ExceptionHandler';

/** Nest's own log lines, as events of the one logger: an object is logged as it is, a text as its message. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(BOOT.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === STARTING) return;
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
    const facts = {
      ...(typeof context === 'string' && { context }),
      ...(typeof stack === 'string' && { stack: framesOf(stack) }),
      ...(typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {}),
    };
    if (message instanceof Error) this.logger[level]({ ...facts, ...traceOf(message) });
    else this.logger[level](facts, typeof message === 'string' ? message : undefined);
  }
}
