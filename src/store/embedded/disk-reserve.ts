import { open } from 'node:fs/promises';

/** What a commit may write beside its steps, bytes. */
const COMMIT_BYTES = 2 * 1024 * 1024;
/** What one step may write, with what is swept for it: some seventy pages at the very most, bytes. */
const STEP_BYTES = 256 * 1024;
/** The file grows by an eighth at a time, within these bounds, bytes: many small growths cost a third of the speed. */
const LEAST_GROWTH_BYTES = 4 * 1024 * 1024;
const MOST_GROWTH_BYTES = 64 * 1024 * 1024;

/**
 * Room at the end of the file that the disk has given already. lmdb 3.5.6 does not survive a commit for which the
 * disk has no room: its heap is damaged, or it never answers. So that room is made before the commit, by writing to
 * it; there a full disk is an error like any other, and nothing has been touched. docs/decisions/0003-store.md.
 */
export class DiskReserve {
  private size = 0;

  /**
   * @param file of the database
   * @param used bytes of it that hold data
   */
  constructor(
    private readonly file: string,
    private readonly used: () => number,
  ) {}

  /** Makes sure that a commit of so many steps finds room. @throws whatever the disk says when there is none */
  async hold(steps: number): Promise<void> {
    const needed = this.used() + COMMIT_BYTES + steps * STEP_BYTES;
    if (needed > this.size) await this.grow(needed);
  }

  private async grow(needed: number): Promise<void> {
    const file = await open(this.file, 'r+');
    try {
      this.size = (await file.stat()).size;
      if (needed <= this.size) return;
      const eighth = Math.min(this.size / 8, MOST_GROWTH_BYTES);
      const zeros = Buffer.alloc(Math.ceil(Math.max(needed - this.size, LEAST_GROWTH_BYTES, eighth)));
      for (let written = 0; written < zeros.length;) {
        const { bytesWritten } = await file.write(zeros, written, zeros.length - written, this.size);
        written += bytesWritten;
        this.size += bytesWritten;
      }
    } catch (error) {
      if (needed > this.size) throw error; // what goes beyond is for the next commits, and can wait
    } finally {
      await file.close();
    }
  }
}
