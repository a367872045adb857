import { StoreUnavailable } from '../store.js';
import type { DiskReserve } from './disk-reserve.js';
import type { Draft } from './draft.js';

/** More steps than this go into the next group, so that the room that a commit needs is bounded. */
const MOST_STEPS = 128;
/** A commit that takes longer than this will never end, milliseconds. */
const LONGEST_COMMIT_MS = 10_000;
const BROKEN = 'The embedded store could not write to its disk';

/**
 * A commit failed though there was room, or never ended: the disk is broken, and lmdb with it. Thrown where nothing
 * catches it, since the process can only start again from what is on disk; every claim and conclusion that was
 * acknowledged is.
 */
class StoreBroken extends Error {
  override readonly name = 'StoreBroken';
}

interface Waiting {
  readonly decide: (draft: Draft) => void;
  readonly settle: (failure?: StoreUnavailable) => void;
}

/**
 * The only writer. What arrives while a commit is on its way to the disk waits for it and goes into the next one
 * together: under load one fsync serves many. A group is decided only once the one before it is on disk, so that
 * a commit that fails takes back exactly what it would have said, and nothing that came after was built on it.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private broken = false;
  /** Whether the last commit reached the disk. */
  healthy = true;

  /** @param atHead runs first in every group, and is told how many are in it */
  constructor(
    private readonly draft: () => Draft,
    private readonly reserve: DiskReserve,
    private readonly atHead: (draft: Draft, steps: number) => void,
  ) {}

  /**
   * @param decide reads and changes the draft, synchronously
   * @returns what `decide` returned, once everything it changed is on disk
   * @throws StoreUnavailable when it could not be written; nothing was changed then
   */
  run<T>(decide: (draft: Draft) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let decided: { readonly value: T } | undefined;
      this.waiting.push({
        decide: (draft) => void (decided = { value: decide(draft) }),
        settle: (failure) => {
          if (decided && !failure) resolve(decided.value);
          else reject(failure ?? new StoreUnavailable('The embedded store did not come to decide'));
        },
      });
      this.working ??= this.work();
    });
  }

  /** Resolves when nothing is waiting or on its way. */
  async idle(): Promise<void> {
    while (this.working) await this.working;
  }

  private async work(): Promise<void> {
    await Promise.resolve(); // lets the caller note that work has begun
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, MOST_STEPS);
      const failure = await this.commit(group).then(
        () => undefined,
        (error: unknown) => new StoreUnavailable('The embedded store cannot write', { cause: error }),
      );
      this.healthy = failure === undefined;
      for (const { settle } of group) settle(failure);
    }
    this.working = undefined;
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    if (this.broken) throw new StoreUnavailable(BROKEN);
    await this.reserve.hold(group.length);
    const draft = this.draft();
    this.atHead(draft, group.length);
    for (const { decide } of group) decide(draft);
    await this.written(draft);
  }

  /** @throws StoreBroken, here and where it ends the process */
  private async written(draft: Draft): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      // A process that was held up runs its timers before it hears of what has ended: that must not count as late.
      timer = setTimeout(() => {
        setImmediate(() => {
          reject(new Error(`not within ${LONGEST_COMMIT_MS} ms`));
        });
      }, LONGEST_COMMIT_MS);
    });
    try {
      await Promise.race([draft.write(), late]);
    } catch (cause) {
      this.broken = true;
      const error = new StoreBroken(BROKEN, { cause });
      setImmediate(() => {
        throw error;
      });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
