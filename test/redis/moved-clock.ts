import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Preload } from './preload.js';

/** A wall clock of a Redis, which a test can set. */
export class MovedClock {
  private readonly preload = new Preload('moved-clock.c');
  private readonly file = join(this.preload.directory, 'offset');

  constructor() {
    this.setOff(0);
  }

  /** The environment of the Redis process. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.preload.env, CLOCK_FILE: this.file };
  }

  /** Sets the clock a number of milliseconds ahead of the true time; negative: behind it. */
  setOff(milliseconds: number): void {
    writeFileSync(this.file, String(milliseconds));
  }

  remove(): void {
    this.preload.remove();
  }
}
