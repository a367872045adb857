import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
const READ_INTERVAL_MS = 20;

/** A named pipe of the kernel, 64 KiB. It is read only between `read` and `stop`. */
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

  /** Opens the reading end; nothing is read yet. */
  open(): void {
    this.reader = openSync(this.path, O_RDONLY | O_NONBLOCK);
  }

  /** A writing end for a process, as one of its standard streams; the reading end must be open. */
  writeEnd(): number {
    return openSync(this.path, O_WRONLY);
  }

  /** Reads what is written, until `stop`. */
  read(): Readable {
    const stream = new PassThrough();
    this.timer = setInterval(() => {
      stream.write(this.take());
    }, READ_INTERVAL_MS);
    return stream.resume();
  }

  /** Keeps the reading end open, but reads no more. */
  stop(): void {
    clearInterval(this.timer);
  }

  /** Writes lines until the pipe is full. */
  fill(): void {
    const end = openSync(this.path, O_WRONLY | O_NONBLOCK);
    for (const text of [`${'.'.repeat(1_023)}\n`, '\n']) while (wrote(end, text));
    closeSync(end);
  }

  /** Closes the reading end, as when a log collector ends. */
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
      const bytes = this.reader === undefined ? 0 : readAvailable(this.reader, chunk);
      taken += chunk.toString('utf8', 0, bytes);
      if (bytes === 0) break;
    }
    this.text += taken;
    return taken;
  }
}

function readAvailable(fd: number, into: Buffer): number {
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
