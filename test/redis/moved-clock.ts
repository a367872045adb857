import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Preload } from './preload.js';

/** A wall clock for a Redis that a test can set. */
export class MovedClock {
  private readonly preload = new Preload('moved-clock.c');
  private readonly file = join(this.preload.directory, 'offset');

  constructor() {
    this.setOff(0);
  }

  /** What the process is started with whose clock it is to be. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.preload.env, CLOCK_FILE: this.file };
  }

  /** From now on the clock is that many milliseconds ahead of the true time; below 0 behind it. */
  setOff(milliseconds: number): void {
    writeFileSync(this.file, String(milliseconds));
  }

  remove(): void {
    this.preload.remove();
  }
}
