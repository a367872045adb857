import { bulkhead, isBulkheadRejectedError, isTaskCancelledError, type BulkheadPolicy } from 'cockatiel';
import { notMade, type Attempt } from './attempt.js';

/** Bounds how many calls are made at once; the rest wait for their turn, not longer than their deadline. */
export class Bulkhead {
  private readonly policy: BulkheadPolicy;

  /** @param observe is told how many are made and wait, whenever that changes */
  constructor(
    private readonly capacity: number,
    private readonly queueCapacity: number,
    private readonly observe: (running: number, queued: number) => void = () => undefined,
  ) {
    this.policy = bulkhead(capacity, queueCapacity);
  }

  /** Makes the attempt when there is room; `bulkhead_full` or `deadline` when there is none in time. */
  async enter(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const { policy } = this;
    try {
      const entered = policy.executionSlots > 0 ? policy.execute(attempt) : this.queue(deadline, attempt);
      this.tell();
      return await entered;
    } catch (error) {
      if (isBulkheadRejectedError(error)) return notMade('bulkhead_full');
      throw error;
    } finally {
      this.tell();
    }
  }

  /** Cockatiel looks at a waiting call's signal only when its turn comes, so the end of the wait is told here. */
  private queue(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const waiting = new AbortController();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.abort();
        resolve(notMade('deadline'));
      }, deadline - Date.now());
      const started = (): Promise<Attempt> => {
        clearTimeout(timer);
        return attempt();
      };
      this.policy.execute(started, waiting.signal).then(resolve, (error: unknown) => {
        clearTimeout(timer);
        if (!isTaskCancelledError(error)) reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  private tell(): void {
    const { executionSlots, queueSlots } = this.policy;
    this.observe(this.capacity - executionSlots, this.queueCapacity - queueSlots);
  }
}
