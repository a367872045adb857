import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
const LOOK_MS = 20;

/** A pipe of the kernel, 64 KiB, with a name. It is read only while somebody asks for that. */
export class Pipe {
  /** All that was read. */
  text = '';
  private readonly directory = mkdtempSync(join(tmpdir(), 'pipe-'));
  readonly path = join(this.directory, 'pipe');
  private reader: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    execFileSync('mkfifo', [this.path]);
  }

  /** From now on there is a reader, which may read nothing. */
  open(): void {
    this.reader = openSync(this.path, O_RDONLY | O_NONBLOCK);
  }

  /** An end to be given to a process as one of its standard streams; there must be a reader. */
  writeEnd(): number {
    return openSync(this.path, O_WRONLY);
  }

  /** Reads whatever comes, until `stop`. */
  read(): Readable {
    const stream = new PassThrough();
    this.timer = setInterval(() => {
      stream.write(this.take());
    }, LOOK_MS);
    return stream.resume();
  }

  /** The reader is still there and reads no more. */
  stop(): void {
    clearInterval(this.timer);
  }

  /** Writes lines until nothing more fits, as a process does whose reader has stopped. */
  fill(): void {
    const end = openSync(this.path, O_WRONLY | O_NONBLOCK);
    for (const text of [`${'.'.repeat(1_023)}\n`, '\n']) while (wrote(end, text));
    closeSync(end);
  }

  /** The reader goes away, as when the collector ends. */
  close(): void {
    this.stop();
    if (this.reader !== undefined) closeSync(this.reader);
    this.reader = undefined;
  }

  remove(): void {
    this.close();
    rmSync(this.directory, { recursive: true });
  }

  private take(): string {
    const chunk = Buffer.alloc(65_536);
    let taken = '';
    for (;;) {
      const bytes = this.reader === undefined ? 0 : readOrNone(this.reader, chunk);
      taken += chunk.toString('utf8', 0, bytes);
      if (bytes === 0) break;
    }
    this.text += taken;
    return taken;
  }
}

function readOrNone(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch {
    return 0;
  }
}

function wrote(fd: number, text: string): boolean {
  try {
    return writeSync(fd, text) > 0;
  } catch {
    return false;
  }
}
