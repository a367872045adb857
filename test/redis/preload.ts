import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A library that is compiled for a test with gcc and loaded into a Redis by LD_PRELOAD. */
export class Preload {
  /** Its directory, which `remove` deletes. */
  readonly directory = mkdtempSync(join(tmpdir(), 'preload-'));
  private readonly library = join(this.directory, 'preload.so');

  /** @param source a C file in this folder */
  constructor(source: string) {
    const path = new URL(source, import.meta.url).pathname;
    execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', this.library, path, '-ldl']);
  }

  /** The environment of a process that loads it. */
  get env(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.library };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
