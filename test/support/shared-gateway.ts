import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gateway, settingsFor } from './gateway.js';
import { environmentIn, MAIN, parsed, type LogLine, type Running, type Settings } from './gateway-process.js';
import { keptAs } from './kept.js';
import { NODE } from './start-options.js';
import { until } from './until.js';

const END_WITH_PARENT = new URL('end-with-parent.mjs', import.meta.url).href;

/**
 * The gateway with these settings, and the reference at /docs, that all spec files of a worker share. It runs as long as the worker; `log` contains
 * what it has written since this call.
 */
export async function sharedGateway(settings: Settings = {}): Promise<Gateway> {
  const { pid, directory } = keptAs(`gateway ${JSON.stringify(settings)}`, () => spawned(settings));
  const process = new KeptProcess(pid, join(directory, 'log'));
  const gateway = await Gateway.of(process);
  process.forget();
  return gateway;
}

function spawned(settings: Settings): { readonly pid: number; readonly directory: string } {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-shared-'));
  const log = openSync(join(directory, 'log'), 'a');
  const [command, ...options] = NODE;
  const child = spawn(command, [...options, '--import', END_WITH_PARENT, MAIN], {
    cwd: directory,
    env: { ...environmentIn(directory), ...settingsFor({ DOCS_ENABLED: '', ...settings }) },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  // The child must not keep the worker alive; it ends with the worker.
  child.unref();
  child.channel?.unref();
  return { pid: child.pid ?? 0, directory };
}

/** A process that another spec file may have started; its output goes to a file. */
class KeptProcess implements Running {
  private known = 0;

  constructor(
    readonly pid: number,
    private readonly file: string,
  ) {}

  get output(): string {
    return readFileSync(this.file, 'utf8');
  }

  get lines(): readonly LogLine[] {
    return this.output
      .slice(this.known)
      .split('\n')
      .filter((line) => line !== '')
      .map(parsed);
  }

  get exitCode(): number | undefined {
    try {
      process.kill(this.pid, 0);
      return undefined;
    } catch {
      return 1;
    }
  }

  event(name: string): Promise<LogLine> {
    return until(`the event "${name}"`, () => {
      const line = this.lines.find((one) => one['event'] === name);
      if (!line && this.exitCode !== undefined) throw new Error(`The shared gateway ended:\n${this.output}`);
      return line;
    });
  }

  /** Removes what was written up to now from `lines`. */
  forget(): void {
    this.known = this.output.length;
  }

  signal(): never {
    throw new Error('Other spec files use this gateway: start a separate one');
  }

  exited(): never {
    return this.signal();
  }

  kill(): never {
    return this.signal();
  }
}
