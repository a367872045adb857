import { StoreUnavailable } from '../store.js';
import { Draft } from './draft.js';
import type { Tables } from './tables.js';

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
  /** Whether the last commit reached the disk. */
  healthy = true;

  /** @param atHead runs first in every group */
  constructor(
    private readonly tables: Tables,
    private readonly now: () => number,
    private readonly atHead: (draft: Draft) => void,
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
      const group = this.waiting;
      this.waiting = [];
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
    const draft = new Draft(this.tables, this.now());
    this.atHead(draft);
    for (const { decide } of group) decide(draft);
    await draft.write();
    this.tables.root.resetReadTxn(); // whoever reads from now on sees it
  }
}
