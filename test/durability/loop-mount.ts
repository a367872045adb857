import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const IMAGE_MEBIBYTES = 32;

/** An ext4 file system in a file, mounted through a loop device. It needs root, and a kernel that has both. */
export class LoopMount {
  private readonly directory = mkdtempSync(join(tmpdir(), 'loop-mount-'));
  private readonly image = join(this.directory, 'image');
  readonly path = join(this.directory, 'mounted');

  private constructor() {
    mkdirSync(this.path);
  }

  /** @returns undefined where nothing can be mounted */
  static attempt(): LoopMount | undefined {
    const attempted = new LoopMount();
    try {
      run('truncate', '--size', `${IMAGE_MEBIBYTES}M`, attempted.image);
      run('mkfs.ext4', '-q', attempted.image);
      attempted.mount();
      return attempted;
    } catch {
      rmSync(attempted.directory, { recursive: true });
      return undefined;
    }
  }

  /** Writes wait, as on a network disk without a network. */
  freeze(): void {
    run('fsfreeze', '--freeze', this.path);
  }

  thaw(): void {
    run('fsfreeze', '--unfreeze', this.path);
  }

  /** The kernel makes the file system read-only while files are open, as it does when it meets damage. */
  turnReadOnly(): void {
    const device = run('findmnt', '--noheadings', '--output', 'SOURCE', this.path).trim();
    writeFileSync(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, '1');
  }

  /** What an operator does then; no file may be open. */
  repair(): void {
    run('umount', this.path);
    try {
      run('e2fsck', '-fy', this.image);
    } catch (error) {
      // 1: errors were corrected.
      if (!(error instanceof Error && 'status' in error && error.status === 1)) throw error;
    }
    this.mount();
  }

  remove(): void {
    run('umount', this.path);
    rmSync(this.directory, { recursive: true });
  }

  private mount(): void {
    run('mount', '-o', 'loop,errors=remount-ro', this.image, this.path);
  }
}

function run(command: string, ...values: readonly string[]): string {
  return execFileSync(command, values, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
