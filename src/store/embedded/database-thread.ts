import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable, type Begun, type Claim } from '../store.js';
import { TooLate, within } from '../within.js';
import type { Answer, Batch, Failure, Opened, Operation, Operations } from './operations.js';
import type { Transitions } from './transitions.js';

/** More operations than this go into the next batch, so that none waits for a transaction without bound. */
const MOST_IN_A_BATCH = 256;
/** A disk that takes longer than this is refused to callers until it answers, milliseconds. */
const LONGEST_BATCH_MS = 5_000;
const HANGS: Failure = { code: 'TIMEOUT', message: 'The disk does not answer' };

interface Waiting {
  readonly operation: Operation;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/** The thread of the database ended. Thrown where nothing catches it: only a new process can serve. */
class DatabaseThreadEnded extends Error {
  override readonly name = 'DatabaseThreadEnded';
}

/**
 * The thread that has the database, and what waits for it. One batch is under way at a time; what arrives meanwhile
 * goes into the next one together, so that under load one commit serves many.
 */
export class DatabaseThread {
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private hangs = false;
  private closed = false;
  /** Whether more rows may be expired. */
  moreIsDue = false;

  private constructor(
    private readonly worker: Worker,
    private readonly now: () => number,
  ) {
    worker.on('error', (cause) => {
      throw new DatabaseThreadEnded('The thread of the database failed', { cause });
    });
    worker.on('exit', () => {
      if (!this.closed) throw new DatabaseThreadEnded('The thread of the database ended');
    });
  }

  /**
   * @param path of the database file
   * @param now milliseconds since the epoch
   * @throws an error with the code of the Failure
   */
  static async start(path: string, now: () => number): Promise<DatabaseThread> {
    const worker = new Worker(new URL('thread.js', import.meta.url), {
      workerData: path,
      execArgv: [],
      env: {},
    });
    const [{ failure }] = (await once(worker, 'message')) as [Opened];
    if (failure) {
      await worker.terminate();
      throw errorFrom(failure);
    }
    worker.unref();
    return new DatabaseThread(worker, now);
  }

  /**
   * @returns the result of the operation, once everything it changed is on the disk
   * @throws StoreUnavailable when it could not be written, or may not have been
   */
  run<Name extends keyof Operations>(
    name: Name,
    ...values: Operations[Name]
  ): Promise<ReturnType<Transitions[Name]>> {
    return new Promise((resolve, reject) => {
      const operation = [name, ...values] as unknown as Operation;
      const waiting = { operation, resolve: resolve as Waiting['resolve'], reject };
      if (this.hangs) refuse([waiting], HANGS);
      else this.waiting.push(waiting);
      this.working ??= this.work();
    });
  }

  /** Closes the database after everything that waits. */
  async close(): Promise<void> {
    while (this.working) await this.working;
    this.closed = true;
    const ended = once(this.worker, 'exit');
    this.worker.ref();
    this.worker.postMessage('close');
    await ended;
  }

  private async work(): Promise<void> {
    await Promise.resolve(); // lets the caller note that work has begun
    this.worker.ref();
    while (this.waiting.length > 0) await this.exchange(this.waiting.splice(0, MOST_IN_A_BATCH));
    this.worker.unref();
    this.working = undefined;
  }

  private async exchange(batch: readonly Waiting[]): Promise<void> {
    const answered = new Promise<Answer>((resolve) => this.worker.once('message', resolve));
    const operations = batch.map(({ operation }) => operation);
    this.worker.postMessage({ now: this.now(), operations } satisfies Batch);
    const answer = await within(LONGEST_BATCH_MS, answered).catch((error: unknown) => {
      if (error instanceof TooLate) return undefined;
      throw error;
    });
    if (answer) this.settle(batch, answer);
    else await this.refuseUntil(answered, batch);
  }

  private settle(batch: readonly Waiting[], answer: Answer): void {
    if ('failure' in answer) {
      refuse(batch, answer.failure);
      return;
    }
    this.moreIsDue = answer.moreIsDue;
    for (const [index, waiting] of batch.entries()) {
      const outcome = answer.outcomes[index];
      if (outcome && 'value' in outcome) waiting.resolve(outcome.value);
      else refuse([waiting], outcome?.failure);
    }
  }

  /** What the batch claimed after all has been refused to its callers, so it is given back. */
  private async refuseUntil(answered: Promise<Answer>, batch: readonly Waiting[]): Promise<void> {
    this.hangs = true;
    refuse([...batch, ...this.waiting.splice(0)], HANGS);
    const answer = await answered;
    this.hangs = false;
    if ('failure' in answer) return;
    for (const [
      index,
      {
        operation: [name, claim],
      },
    ] of batch.entries()) {
      const outcome = answer.outcomes[index];
      if (name !== 'begin' || !outcome || !('value' in outcome)) continue;
      if ((outcome.value as Begun).kind === 'claimed') this.giveBack(claim);
    }
  }

  private giveBack({ onboardingId, recordId, owner, binding }: Claim): void {
    const record = { status: 'forgotten', ...(binding && { bindingId: binding.id }) } as const;
    const conclusion = { onboardingId, recordId, owner, record };
    this.run('conclude', conclusion).catch(() => undefined); // its lease ends by itself
  }
}

function refuse(batch: readonly Waiting[], failure?: Failure): void {
  const cause = failure && errorFrom(failure);
  for (const { reject } of batch) reject(new StoreUnavailable('The embedded store cannot serve', { cause }));
}

function errorFrom({ code, message }: Failure): Error {
  return Object.assign(new Error(message), code !== undefined && { code });
}
