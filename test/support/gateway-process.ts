import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AS_PID_1, COMPILE_CACHE, NODE, type StartOptions } from './start-options.js';

export const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
/** Generous, as other suites may be running on the same machine. */
export const START_DEADLINE_MS = 60_000;

export type Settings = Readonly<Record<string, string>>;
export type LogLine = Readonly<Record<string, unknown>>;

/** A gateway's process, as a test sees it. */
export interface Running {
  readonly pid: number;
  /** Everything it has written to stdout, parsed. */
  readonly lines: readonly LogLine[];
  /** Everything it has written, as text. */
  readonly output: string;
  readonly exitCode: number | null | undefined;
  /** Resolves with the first line of that event, written already or later. */
  event(name: string): Promise<LogLine>;
  signal(signal: NodeJS.Signals): void;
  exited(deadlineMs: number): Promise<number | null>;
  kill(): Promise<void>;
}

/** The environment of every gateway in tests; all other variables have their defaults. */
export function environmentIn(directory: string): NodeJS.ProcessEnv {
  return {
    ...COMPILE_CACHE,
    PATH: process.env['PATH'],
    PORT: '0',
    METRICS_PORT: '0',
    STORE_PATH: join(directory, 'store'),
    SHUTDOWN_DELAY_MS: '0',
    LOG_LEVEL: 'info',
  };
}

/** The process of one gateway, with a directory of its own. */
export class GatewayProcess implements Running {
  readonly child: ChildProcess;
  readonly lines: LogLine[] = [];
  output = '';
  exitCode: number | null | undefined;
  private readonly asPid1: boolean;
  private readonly directory = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  private readonly watchers = new Set<() => void>();

  constructor(settings: Settings, { stdout, stderr, asPid1 = false, main = MAIN }: StartOptions = {}) {
    const [command, ...line] = asPid1 ? [...AS_PID_1, ...NODE, main] : [...NODE, main];
    this.asPid1 = asPid1;
    const ends = [stdout?.writeEnd() ?? 'pipe', stderr?.writeEnd() ?? 'pipe'] as const;
    this.child = spawn(command, line, {
      // Outside the repository, so that no .env of a developer is read.
      cwd: this.directory,
      env: { ...environmentIn(this.directory), ...settings },
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

  /** The gateway's own process id in the namespace of the tests. */
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

  /** Calls `look` whenever the process writes a line or ends, until it returns something. */
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

/** A line of the log. */
export function parsed(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : { unparsed: line };
  } catch {
    return { unparsed: line };
  }
}
