import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where audit lines go. */
export interface AuditDestination {
  /**
   * Resolves when all of `text` is with the operating system, so that the end of the process cannot lose it.
   * @param durable resolves only when it is on the disk, so that a power failure cannot lose it either
   */
  write(text: string, durable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** How often to look whether the file was moved away by a rotation, milliseconds. */
const ROTATION_CHECK_MS = 1_000;
const OWNER_ONLY = 0o600;

/** @param name a path, or `stderr` for an orchestrator that collects it apart from stdout */
export async function auditDestination(name: string): Promise<AuditDestination> {
  if (name === 'stderr') return new StandardError();
  await mkdir(dirname(name), { recursive: true, mode: 0o700 });
  return new AuditFile(name, await open(name, 'a', OWNER_ONLY));
}

/** A file that lines are only ever added to. It may be moved away at any time: the next line makes a new one. */
class AuditFile implements AuditDestination {
  private checkedAt = performance.now();
  /** The last write may have ended within a line: the next one must not be appended to that. */
  private torn = false;

  constructor(
    private readonly path: string,
    private handle: FileHandle,
  ) {}

  async write(text: string, durable: boolean): Promise<void> {
    await this.followRotation();
    const start = this.torn ? '\n' : '';
    this.torn = true;
    await this.append(Buffer.from(start + text));
    this.torn = false;
    if (durable) await this.handle.datasync();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Node's own `appendFile` takes twice as long. */
  private async append(bytes: Buffer): Promise<void> {
    for (let written = 0; written < bytes.length;)
      written += (await this.handle.write(bytes, written)).bytesWritten;
  }

  private async followRotation(): Promise<void> {
    if (performance.now() - this.checkedAt < ROTATION_CHECK_MS) return;
    this.checkedAt = performance.now();
    const [there, held] = await Promise.all([stat(this.path).catch(() => undefined), this.handle.stat()]);
    if (there?.ino === held.ino && there.dev === held.dev) return;
    const next = await open(this.path, 'a', OWNER_ONLY);
    await this.handle.close();
    this.handle = next;
  }
}

class StandardError implements AuditDestination {
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      process.stderr.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
