import { bulkhead, isTaskCancelledError, type BulkheadPolicy } from 'cockatiel';
import { notMade, type Attempt } from './reply.js';

/** The numbers of running and waiting calls. */
export interface Load {
  readonly running: number;
  readonly queued: number;
}

/** Bounds the calls that run at the same time; the others wait in a queue, at most until their deadline. */
export class Bulkhead {
  private readonly policy: BulkheadPolicy;
  /** Counted here, because cockatiel's queue also contains calls whose wait has ended. */
  private waiting = 0;

  constructor(
    private readonly capacity: number,
    private readonly queueCapacity: number,
  ) {
    this.policy = bulkhead(capacity, Infinity);
  }

  get load(): Load {
    return { running: this.capacity - this.policy.executionSlots, queued: this.waiting };
  }

  /** Makes the attempt when there is room. @returns `bulkhead_full` or `deadline` when there is none in time */
  enter(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const { policy } = this;
    if (policy.executionSlots > 0) return policy.execute(attempt);
    if (this.waiting >= this.queueCapacity) return Promise.resolve(notMade('bulkhead_full'));
    return this.queue(deadline, attempt);
  }

  /** Cockatiel checks the signal of a waiting call only when the call starts, so the end of the wait is handled here. */
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
        return attempt();
      };
      this.policy.execute(started, ended.signal).then(resolve, (error: unknown) => {
        if (!isTaskCancelledError(error)) reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }
}
