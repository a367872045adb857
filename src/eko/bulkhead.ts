import { bulkhead, isTaskCancelledError, type BulkheadPolicy } from 'cockatiel';
import { notMade, type Attempt } from './reply.js';

/** Bounds the calls that run at the same time; the others wait in a queue, at most until their deadline. */
export class Bulkhead {
  private readonly policy: BulkheadPolicy;
  /** Counted here, because cockatiel's queue also contains calls whose wait has ended. */
  private waiting = 0;

  /** @param observe receives the numbers of running and waiting calls, whenever they change */
  constructor(
    private readonly capacity: number,
    private readonly queueCapacity: number,
    private readonly observe: (running: number, queued: number) => void = () => undefined,
  ) {
    this.policy = bulkhead(capacity, Infinity);
  }

  /** Makes the attempt when there is room. @returns `bulkhead_full` or `deadline` when there is none in time */
  async enter(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const { policy } = this;
    const free = policy.executionSlots > 0;
    if (!free && this.waiting >= this.queueCapacity) return notMade('bulkhead_full');
    try {
      const entered = free ? policy.execute(attempt) : this.queue(deadline, attempt);
      this.report();
      return await entered;
    } finally {
      this.report();
    }
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
        this.report();
        return attempt();
      };
      this.policy.execute(started, ended.signal).then(resolve, (error: unknown) => {
        if (!isTaskCancelledError(error)) reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  private report(): void {
    this.observe(this.capacity - this.policy.executionSlots, this.waiting);
  }
}
