import { Client } from './client.js';
import {
  GatewayProcess,
  START_DEADLINE_MS,
  type LogLine,
  type Running,
  type Settings,
} from './gateway-process.js';
import type { StartOptions } from './start-options.js';

export type { LogLine, Settings } from './gateway-process.js';

const STOP_DEADLINE_MS = 20_000;

/** Limits so high that they do not disturb tests of other things. */
const UNLIMITED: Settings = {
  OTP_RESEND_COOLDOWN_SECONDS: '0',
  OTP_MAX_SENDS_PER_HOUR: '1000',
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000000',
  ONBOARDING_STARTS_PER_HOUR: '1000000',
  RATE_LIMIT_PER_MINUTE: '1000000',
  EKO_BREAKER_WINDOW_CALLS: '1000',
  MAX_EVENT_LOOP_DELAY_MS: '60000',
};

/** The simulator in production, where any client is accepted: for what differs there by default. */
export const OPEN_PRODUCTION: Settings = {
  NODE_ENV: 'production',
  EKO_ENVIRONMENT: 'sandbox',
  AUTH_MODE: 'disabled',
  STORE_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
  IDENTIFIER_SECRET: Buffer.alloc(32, 2).toString('base64'),
};

/** With another Eko than the simulator a gateway accepts any client only if AUTH_MODE is `disabled`. */
function authenticationOf(settings: Settings): Settings {
  const requiresTokens = Object.keys(settings).some((name) => name.startsWith('AUTH_'));
  return 'EKO_BASE_URL' in settings && !requiresTokens ? { AUTH_MODE: 'disabled' } : {};
}

/** Most tests need no reference at /docs; DOCS_ENABLED='' gives the default. */
function documentationOf(settings: Settings): Settings {
  return 'NODE_ENV' in settings ? {} : { DOCS_ENABLED: 'false' };
}

/** The settings of a test, with limits that do not disturb it. */
export function settingsFor(settings: Settings): Settings {
  return { ...UNLIMITED, ...authenticationOf(settings), ...documentationOf(settings), ...settings };
}

/** One gateway as in production: a separate process that a test reaches by HTTP and signals only. */
export class Gateway {
  private constructor(
    private readonly run: Running,
    /** The address of the API, without a slash at its end. */
    readonly url: string,
    readonly metricsUrl: string,
    readonly client: Client,
  ) {}

  /** @throws Error with the whole log when the process exits, or does not listen in time */
  static async start(settings: Settings = {}, options: StartOptions = {}): Promise<Gateway> {
    return Gateway.of(new GatewayProcess(settingsFor(settings), options));
  }

  /** The gateway of a process, once it listens; a process that does not listen is killed. */
  static async of(run: Running): Promise<Gateway> {
    try {
      const [api, metrics] = await Promise.all([run.event('listening'), run.event('metrics listening')]);
      const url = String(api['url']);
      return new Gateway(run, url, `http://127.0.0.1:${String(metrics['port'])}/metrics`, new Client(url));
    } catch (error) {
      await run.kill();
      throw error;
    }
  }

  /** Everything the process has written to stdout, parsed. */
  get log(): readonly LogLine[] {
    return this.run.lines;
  }

  /** Everything the process has written, as text. */
  get output(): string {
    return this.run.output;
  }

  get pid(): number {
    return this.run.pid;
  }

  get running(): boolean {
    return this.run.exitCode === undefined;
  }

  /** Resolves with the first line of that event, written already or later. */
  event(name: string): Promise<LogLine> {
    return this.run.event(name);
  }

  signal(signal: NodeJS.Signals): void {
    this.run.signal(signal);
  }

  /** Resolves with the exit code. */
  exited(): Promise<number | null> {
    return this.run.exited(STOP_DEADLINE_MS);
  }

  /** Kills it: for the end of a file whose tests are not about the end of a process, which costs another start of Node.js. */
  async kill(): Promise<void> {
    await this.run.kill();
  }

  /** Stops it as an orchestrator does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    try {
      return await this.exited();
    } finally {
      await this.run.kill();
    }
  }
}

/** Starts a gateway that must refuse to start; resolves with its output and exit code. */
export async function refusedStart(
  settings: Settings,
): Promise<{ readonly code: number | null; readonly output: string; readonly log: readonly LogLine[] }> {
  const run = new GatewayProcess(settings);
  try {
    const code = await run.exited(START_DEADLINE_MS);
    return { code, output: run.output, log: run.lines };
  } finally {
    await run.kill();
  }
}
