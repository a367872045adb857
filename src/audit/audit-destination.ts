import { constants, write } from 'node:fs';
import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The destination of audit lines. */
export interface AuditDestination {
  /** @throws Error when lines cannot be written to it, NoReader for a pipe without a reader */
  open(): Promise<void>;
  /**
   * Resolves when all of `text` is with the operating system, so that the end of the process cannot lose it. For a full
   * pipe this takes until it is read. After an error a part of the text may be written; the caller writes all of it again.
   * @param durable resolves only when it is on the disk, so that a power failure cannot lose it either; without effect
   *   on a pipe
   */
  write(text: string, durable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** No process reads the named pipe. */
export class NoReader extends Error {
  override readonly name = 'NoReader';
}

type WriteSome = (bytes: Buffer, offset: number) => Promise<{ readonly bytesWritten: number }>;

/** How often to check whether a rotation has moved the file away, milliseconds. */
const ROTATION_CHECK_MS = 1_000;
/** How often to check whether a full pipe has room, milliseconds. */
const ROOM_CHECK_MS = 20;
const OWNER_ONLY = 0o600;
/** O_NONBLOCK: opening or writing to a pipe must not block a thread, which would prevent the process from ending. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const STANDARD_ERROR = 2;

const writeTo = promisify(write);

/** @param name path of a file or a named pipe, or `stderr` for an orchestrator that collects it separately from stdout */
export function auditDestination(name: string): AuditDestination {
  return name === 'stderr' ? new StandardError() : new NamedFile(name);
}

/** Writes all of a text, in as many partial writes as the system needs, and waits while it accepts none. */
abstract class Appending {
  private isClosed = false;
  /** The last write may have ended within a line: the next one starts a new line. */
  protected isTorn = false;

  /** @throws the system's error, or an Error when it was closed meanwhile */
  protected async writeAll(text: string, writeSome: WriteSome): Promise<void> {
    const bytes = Buffer.from(this.isTorn ? `\n${text}` : text);
    this.isTorn = true;
    for (let written = 0; written < bytes.length;) {
      if (this.isClosed) throw new Error('The audit stream was closed before all of it was written');
      try {
        written += (await writeSome(bytes, written)).bytesWritten;
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') throw error;
        await wait(ROOM_CHECK_MS);
      }
    }
    this.isTorn = false;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/**
 * A file in append mode, or a named pipe. It may be moved away at any time: the next line creates a new one.
 */
class NamedFile extends Appending implements AuditDestination {
  private handle: FileHandle | undefined;
  private isOnDisk = false;
  private checkedAt = 0;

  constructor(private readonly path: string) {
    super();
  }

  async open(): Promise<void> {
    await this.current();
  }

  async write(text: string, durable: boolean): Promise<void> {
    const handle = await this.current();
    try {
      await this.writeAll(text, (bytes, at) => handle.write(bytes, at));
    } catch (error) {
      // The next reader of the pipe has not seen the torn line.
      if (codeOf(error) === 'EPIPE') await this.forget();
      throw error;
    }
    if (durable && this.isOnDisk) await handle.datasync();
  }

  override async close(): Promise<void> {
    await super.close();
    await this.forget();
  }

  private async current(): Promise<FileHandle> {
    if (this.handle && performance.now() - this.checkedAt < ROTATION_CHECK_MS) return this.handle;
    this.checkedAt = performance.now();
    if (this.handle && (await isSame(this.path, this.handle))) return this.handle;
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const next = await open(this.path, APPEND, OWNER_ONLY).catch(async (error: unknown) => {
      const isPipe = (await stat(this.path).catch(() => undefined))?.isFIFO() === true;
      throw isPipe && codeOf(error) === 'ENXIO' ? new NoReader() : error;
    });
    await this.forget();
    this.handle = next;
    this.isOnDisk = (await next.stat()).isFile();
    return next;
  }

  private async forget(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    this.isTorn = false;
    await handle?.close();
  }
}

class StandardError extends Appending implements AuditDestination {
  open(): Promise<void> {
    return Promise.resolve();
  }

  write(text: string): Promise<void> {
    return this.writeAll(text, (bytes, at) => writeTo(STANDARD_ERROR, bytes, at));
  }
}

/** Whether the path still refers to the open file. */
async function isSame(path: string, handle: FileHandle): Promise<boolean> {
  const [current, opened] = await Promise.all([stat(path).catch(() => undefined), handle.stat()]);
  return current?.ino === opened.ino && current.dev === opened.dev;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
