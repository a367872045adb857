import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from './client.js';
import { AS_PID_1, type StartOptions } from './start-options.js';

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
/** Generous, as other suites may be running on the same machine. */
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;

export type Settings = Readonly<Record<string, string>>;
export type LogLine = Readonly<Record<string, unknown>>;

/** Limits that must not get in the way of tests that are about something else. */
const UNLIMITED: Settings = {
  OTP_RESEND_COOLDOWN_SECONDS: '0',
  OTP_MAX_SENDS_PER_HOUR: '1000',
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000000',
  ONBOARDING_STARTS_PER_HOUR: '1000000',
  RATE_LIMIT_PER_MINUTE: '1000000',
  EKO_BREAKER_WINDOW_CALLS: '1000',
  MAX_EVENT_LOOP_DELAY_MS: '60000',
};

/** Another Eko than the simulator is open to everybody only when that is spelled out; a key set asks for tokens. */
function authenticationOf(settings: Settings): Settings {
  const asksForTokens = Object.keys(settings).some((name) => name.startsWith('AUTH_'));
  return 'EKO_BASE_URL' in settings && !asksForTokens ? { AUTH_MODE: 'disabled' } : {};
}

/** One gateway as it runs in production: a process of its own, spoken to by HTTP and signals alone. */
export class Gateway {
  private constructor(
    private readonly run: Run,
    /** The address of the API, without a slash at its end. */
    readonly url: string,
    readonly metricsUrl: string,
    readonly client: Client,
  ) {}

  /** @throws Error with the whole log when the process exits, or does not listen in time */
  static async start(settings: Settings = {}, options: StartOptions = {}): Promise<Gateway> {
    const run = new Run({ ...UNLIMITED, ...authenticationOf(settings), ...settings }, options);
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

  /** Resolves with the first line of that event, past or to come. */
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

  /** Ends it whatever it does. */
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

/** Starts a gateway that must refuse to start; resolves with what it said and its exit code. */
export async function refusedStart(
  settings: Settings,
): Promise<{ readonly code: number | null; readonly output: string; readonly log: readonly LogLine[] }> {
  const run = new Run(settings);
  try {
    const code = await run.exited(START_DEADLINE_MS);
    return { code, output: run.output, log: run.lines };
  } finally {
    await run.kill();
  }
}

class Run {
  readonly child: ChildProcess;
  readonly lines: LogLine[] = [];
  output = '';
  exitCode: number | null | undefined;
  private readonly asPid1: boolean;
  private readonly directory = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  private readonly watchers = new Set<() => void>();

  constructor(settings: Settings, { stdout, stderr, asPid1 = false, main = MAIN }: StartOptions = {}) {
    const [command, ...line] = [...(asPid1 ? AS_PID_1 : []), process.execPath, main];
    this.asPid1 = asPid1;
    const ends = [stdout?.writeEnd() ?? 'pipe', stderr?.writeEnd() ?? 'pipe'] as const;
    this.child = spawn(command, line, {
      // Away from the repository, so that no .env of a developer is read.
      cwd: this.directory,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        METRICS_PORT: '0',
        STORE_PATH: join(this.directory, 'store'),
        SHUTDOWN_DELAY_MS: '0',
        LOG_LEVEL: 'info',
        ...settings,
      },
      stdio: ['ignore', ...ends],
    });
    for (const end of ends) if (typeof end === 'number') closeSync(end);
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const input = this.child.stdout ?? stdout?.read();
    if (input) {
      createInterface({ input }).on('line', (line) => {
        this.output += `${line}\n`;
        this.lines.push(parsed(line));
        this.changed();
      });
    }
    // 'close' comes after the last line of output, unlike 'exit'.
    this.child.once('close', (code) => {
      this.exitCode = code;
      this.changed();
    });
  }

  /** Of the gateway itself, as seen from here. */
  get pid(): number {
    const pid = this.child.pid ?? 0;
    return this.asPid1 ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) : pid;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.asPid1 && this.exitCode === undefined) process.kill(this.pid, signal);
    else this.child.kill(signal);
  }

  event(name: string): Promise<LogLine> {
    return this.until(START_DEADLINE_MS, `the event "${name}"`, () => {
      const line = this.lines.find((one) => one['event'] === name);
      if (line === undefined && this.exitCode !== undefined) {
        throw new Error(`The gateway exited with ${String(this.exitCode)}:\n${this.output}`);
      }
      return line;
    });
  }

  async exited(deadlineMs: number): Promise<number | null> {
    const end = await this.until(deadlineMs, 'the exit', () =>
      this.exitCode === undefined ? undefined : { code: this.exitCode },
    );
    return end.code;
  }

  async kill(): Promise<void> {
    if (this.exitCode === undefined) {
      const closed = once(this.child, 'close');
      this.child.kill('SIGKILL');
      await closed;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }

  /** Looks whenever something was written or the process ended, until `look` finds something. */
  private until<T>(deadlineMs: number, what: string, look: () => T | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.watchers.delete(watcher);
      };
      const watcher = (): void => {
        try {
          const found = look();
          if (found === undefined) return;
          done();
          resolve(found);
        } catch (error) {
          done();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`Waited ${deadlineMs} ms for ${what}:\n${this.output}`));
      }, deadlineMs);
      this.watchers.add(watcher);
      watcher();
    });
  }
}

function parsed(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : { unparsed: line };
  } catch {
    return { unparsed: line };
  }
}
