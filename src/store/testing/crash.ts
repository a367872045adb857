import { transformFile } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Acknowledged } from './crash-writer.js';

const SOURCES = join(import.meta.dirname, '../..');

/** Compiles the store into a directory, so that other processes and threads can run it. @returns the folder store/ */
export async function compiledStore(directory: string): Promise<string> {
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  symlinkSync(join(SOURCES, '../node_modules'), join(directory, 'node_modules'));
  const files = '{config/start-failure,store/{*,embedded/*,testing/{claims,crash-writer}}}.ts';
  for (const file of globSync(join(SOURCES, files))) {
    const { code } = await transformFile(file, {
      jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'es6' },
    });
    const target = join(directory, relative(SOURCES, file).replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return join(directory, 'store');
}

export type EmbeddedStoreModule = typeof import('../embedded-store.js');

/** The compiled module, since a thread does not run TypeScript. */
export async function embeddedStoreIn(compiled: string): Promise<EmbeddedStoreModule> {
  return (await import(join(compiled, 'embedded-store.js'))) as EmbeddedStoreModule;
}

/** A writer in a process of its own, with every operation that it reported as acknowledged. */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly closed: Promise<unknown>;

  /**
   * @param compiled the compiled store
   * @param prelude shell command to run first, such as a limit
   */
  constructor(compiled: string, path: string, prelude = ':') {
    const program = join(compiled, 'testing/crash-writer.js');
    const command = `${prelude}; exec "$0" "$1" "$2"`;
    this.child = spawn('sh', ['-c', command, process.execPath, program, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.closed = once(this.child, 'close');
    if (!this.child.stdout) throw new Error('no stdout');
    this.lines = createInterface(this.child.stdout).on('line', (line) => {
      this.acknowledged.push(JSON.parse(line) as Acknowledged);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  reported(what: Acknowledged['event']): Acknowledged[] {
    return this.acknowledged.filter(({ event }) => event === what);
  }

  /** Resolves once the process has reported that often. */
  async untilReported(what: Acknowledged['event'], count: number): Promise<void> {
    while (this.reported(what).length < count) await once(this.lines, 'line');
  }

  /** Kills the process. Resolves once all of its output has been read. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
  }

  /** Resolves once the process has ended by itself and all of its output has been read. */
  async ended(): Promise<void> {
    await this.closed;
  }
}
