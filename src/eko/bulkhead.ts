import { bulkhead, isTaskCancelledError, type BulkheadPolicy } from 'cockatiel';
import { notMade, type Attempt } from './reply.js';

/** Bounds how many calls are made at once; the rest wait for their turn, not longer than their deadline. */
export class Bulkhead {
  private readonly policy: BulkheadPolicy;
  /** Cockatiel's own queue also holds those whose wait has ended. */
  private waiting = 0;

  /** @param observe is told how many are made and wait, whenever that changes */
  constructor(
    private readonly capacity: number,
    private readonly queueCapacity: number,
    private readonly observe: (running: number, queued: number) => void = () => undefined,
  ) {
    this.policy = bulkhead(capacity, Infinity);
  }

  /** Makes the attempt when there is room; `bulkhead_full` or `deadline` when there is none in time. */
  async enter(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const { policy } = this;
    const free = policy.executionSlots > 0;
    if (!free && this.waiting >= this.queueCapacity) return notMade('bulkhead_full');
    try {
      const entered = free ? policy.execute(attempt) : this.queue(deadline, attempt);
      this.tell();
      return await entered;
    } finally {
      this.tell();
    }
  }

  /** Cockatiel looks at a waiting call's signal only when its turn comes, so the end of the wait is told here. */
  private queue(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const ended = new AbortController();
    this.waiting += 1;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        ended.abort();
        this.waiting -= 1;
        resolve(notMade('deadline'));
      }, deadline - Date.now());
      const started = (): Promise<Attempt> => {
        clearTimeout(timer);
        this.waiting -= 1;
        this.tell();
        return attempt();
      };
      this.policy.execute(started, ended.signal).then(resolve, (error: unknown) => {
        if (!isTaskCancelledError(error)) reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  private tell(): void {
    this.observe(this.capacity - this.policy.executionSlots, this.waiting);
  }
}
