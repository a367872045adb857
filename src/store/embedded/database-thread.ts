import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable, type Begun, type Claim } from '../store.js';
import { TimedOut, withTimeout } from '../with-timeout.js';
import type { Answer, Batch, Failure, Opened, Operation, Operations } from './operations.js';
import type { Transitions } from './transitions.js';

/** Operations beyond this number go into the next batch, so that the duration of a transaction is bounded. */
const MAX_BATCH_SIZE = 256;
/** When a batch takes longer, milliseconds, operations are refused until the disk answers. */
const MAX_BATCH_MS = 5_000;
const NO_ANSWER: Failure = { code: 'TIMEOUT', message: 'The disk does not answer' };

interface Waiting {
  readonly operation: Operation;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/** The thread of the database ended. It is thrown where nothing catches it, since only a new process can serve. */
class DatabaseThreadEnded extends Error {
  override readonly name = 'DatabaseThreadEnded';
}

/**
 * The thread of the database, and the operations that wait for it. One batch runs at a time; operations that arrive
 * meanwhile go into the next batch together, so that under load one commit serves many.
 */
export class DatabaseThread {
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private hangs = false;
  private closed = false;
  /** Whether more expired rows may be left to delete. */
  moreExpired = false;

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
   * @throws Error with the code of the Failure
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
      if (this.hangs) refuse([waiting], NO_ANSWER);
      else this.waiting.push(waiting);
      this.working ??= this.work();
    });
  }

  /** Closes the database after all operations that wait. */
  async close(): Promise<void> {
    while (this.working) await this.working;
    this.closed = true;
    const ended = once(this.worker, 'exit');
    this.worker.ref();
    this.worker.postMessage('close');
    await ended;
  }

  private async work(): Promise<void> {
    await Promise.resolve(); // lets the caller assign `working` first
    this.worker.ref();
    while (this.waiting.length > 0) await this.exchange(this.waiting.splice(0, MAX_BATCH_SIZE));
    this.worker.unref();
    this.working = undefined;
  }

  private async exchange(batch: readonly Waiting[]): Promise<void> {
    const answered = new Promise<Answer>((resolve) => this.worker.once('message', resolve));
    const operations = batch.map(({ operation }) => operation);
    this.worker.postMessage({ now: this.now(), operations } satisfies Batch);
    const answer = await withTimeout(MAX_BATCH_MS, answered).catch((error: unknown) => {
      if (error instanceof TimedOut) return undefined;
      throw error;
    });
    if (answer) this.answer(batch, answer);
    else await this.refuseUntil(answered, batch);
  }

  private answer(batch: readonly Waiting[], answer: Answer): void {
    if ('failure' in answer) {
      refuse(batch, answer.failure);
      return;
    }
    this.moreExpired = answer.moreExpired;
    for (const [index, waiting] of batch.entries()) {
      const outcome = answer.outcomes[index];
      if (outcome && 'value' in outcome) waiting.resolve(outcome.value);
      else refuse([waiting], outcome?.failure);
    }
  }

  /** Refuses until the batch is answered. Claims that it made are given back, because their callers were refused. */
  private async refuseUntil(answered: Promise<Answer>, batch: readonly Waiting[]): Promise<void> {
    this.hangs = true;
    refuse([...batch, ...this.waiting.splice(0)], NO_ANSWER);
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
    this.run('conclude', conclusion).catch(() => undefined); // otherwise its lease ends
  }
}

function refuse(batch: readonly Waiting[], failure?: Failure): void {
  const cause = failure && errorFrom(failure);
  for (const { reject } of batch) reject(new StoreUnavailable('The embedded store cannot serve', { cause }));
}

function errorFrom({ code, message }: Failure): Error {
  return Object.assign(new Error(message), code !== undefined && { code });
}
