import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCE = new URL('moved-clock.c', import.meta.url).pathname;

/** A wall clock for a Redis that a test can set; compiled for the test, needs gcc. */
export class MovedClock {
  private readonly directory = mkdtempSync(join(tmpdir(), 'moved-clock-'));
  private readonly file = join(this.directory, 'offset');
  private readonly library = join(this.directory, 'moved-clock.so');

  constructor() {
    execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', this.library, SOURCE, '-ldl']);
    this.setOff(0);
  }

  /** What the process is started with whose clock it is to be. */
  get env(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.library, CLOCK_FILE: this.file };
  }

  /** From now on the clock is that many milliseconds ahead of the true time; below 0 behind it. */
  setOff(milliseconds: number): void {
    writeFileSync(this.file, String(milliseconds));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
