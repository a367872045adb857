import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable, type Begun } from '../store.js';
import { withTimeout } from '../with-timeout.js';
import type { Answer, Batch, Call, DatabaseOfRun, Failure } from './thread.js';
import type { Transitions } from './transitions.js';

/** Calls beyond this number go into the next batch, so that the duration of a transaction is bounded. */
const MAX_BATCH_SIZE = 256;
/**
 * After a batch of more calls than this, others are likely to follow soon, and the next batch waits for them: a transaction
 * costs an fsync and pages of its own. `commit_siblings` and `commit_delay` of PostgreSQL are the same.
 */
const FEW_CALLS = 4;
/** How long it waits, milliseconds. */
const GATHERING_MS = 3;
/** When a batch takes longer, milliseconds, calls are refused until the disk answers. */
const MAX_BATCH_MS = 5_000;
/** A transaction is executed at least this often, milliseconds: each one deletes expired rows. */
const SWEEP_INTERVAL_MS = 1_000;
const NO_ANSWER: Failure = { code: 'TIMEOUT', message: 'The disk does not answer' };
const CLOSED: Failure = { code: 'CLOSED', message: 'The store is closed' };

interface Waiting {
  readonly call: Call;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/** The thread of the database ended. It is thrown where nothing catches it, since only a new process can serve. */
class DatabaseThreadEnded extends Error {
  override readonly name = 'DatabaseThreadEnded';
}

/**
 * The thread of the database, and the calls that wait for it. One batch runs at a time; calls that arrive meanwhile, and
 * for a moment after a batch of many, go into the next batch together, so that under load one commit serves many.
 */
export class DatabaseThread {
  private readonly sweeper: NodeJS.Timeout;
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private hangs = false;
  private closed = false;

  private constructor(
    private readonly worker: Worker,
    private readonly now: () => number,
  ) {
    const ended = (cause: unknown): void => {
      if (!this.closed) throw new DatabaseThreadEnded('The thread of the database ended', { cause });
    };
    worker.on('error', ended).on('exit', ended);
    this.sweeper = setInterval(() => void (this.working ??= this.work()), SWEEP_INTERVAL_MS).unref();
  }

  /**
   * @param directory of the database
   * @param now milliseconds since the epoch
   * @throws Error with the code of the Failure
   */
  static async start(directory: string, now: () => number): Promise<DatabaseThread> {
    const worker = new Worker(new URL('thread.js', import.meta.url), {
      workerData: { directory, instance: randomBytes(6).toString('base64url') } satisfies DatabaseOfRun,
      execArgv: [],
      env: {},
    });
    const [{ failure }] = (await once(worker, 'message')) as [Answer];
    if (!failure) return new DatabaseThread(worker, now);
    await worker.terminate();
    throw errorFrom(failure);
  }

  /**
   * @returns the result of the transition, once everything it changed is on the disk
   * @throws StoreUnavailable when it could not be written, or may not have been
   */
  run<Name extends keyof Transitions>(
    ...call: [Name, ...Parameters<Transitions[Name]>]
  ): Promise<ReturnType<Transitions[Name]>> {
    return new Promise((resolve, reject) => {
      const waiting = { call: call as unknown as Call, resolve: resolve as Waiting['resolve'], reject };
      if (this.closed || this.hangs) {
        refuse(waiting, this.closed ? CLOSED : NO_ANSWER);
        return;
      }
      this.waiting.push(waiting);
      this.working ??= this.work();
    });
  }

  /** Closes the database after all calls that wait; later ones are refused. */
  async close(): Promise<void> {
    if (this.closed) return;
    clearInterval(this.sweeper);
    this.closed = true;
    await this.working;
    const ended = once(this.worker, 'exit');
    this.worker.postMessage('close');
    await ended;
  }

  private async work(): Promise<void> {
    let moreExpired: boolean;
    do {
      const batch = this.waiting.splice(0, MAX_BATCH_SIZE);
      moreExpired = await this.exchange(batch);
      if (batch.length > FEW_CALLS) await wait(GATHERING_MS);
    } while (this.waiting.length > 0 || (moreExpired && !this.closed));
    this.working = undefined;
  }

  /** @returns whether more expired rows may be left to delete */
  private async exchange(batch: readonly Waiting[]): Promise<boolean> {
    const answered = new Promise<Answer>((resolve) => this.worker.once('message', resolve));
    const calls = batch.map(({ call }) => call);
    this.worker.postMessage({ now: this.now(), calls } satisfies Batch);
    await withTimeout(MAX_BATCH_MS, answered).catch(() => {
      this.hangs = true;
      for (const waiting of [...batch, ...this.waiting.splice(0)]) refuse(waiting, NO_ANSWER);
    });
    const { values, failure, moreExpired } = await answered;
    const late = this.hangs;
    this.hangs = false;
    // One of the calls is the cause: each gets a transaction of its own.
    if (failure && !failure.code?.startsWith('SQLITE_') && batch.length > 1 && !late) {
      for (const waiting of batch) await this.exchange([waiting]);
      return moreExpired;
    }
    for (const [index, waiting] of batch.entries()) {
      if (failure) refuse(waiting, failure);
      else waiting.resolve(values[index]);
      if (late && !failure) this.giveBack(waiting.call, values[index]);
    }
    return moreExpired;
  }

  /** A claim that was made after its caller was refused is given back; otherwise its lease would have to end first. */
  private giveBack([name, claim]: Call, begun: unknown): void {
    if (name !== 'begin' || (begun as Begun).kind !== 'claimed') return;
    const { onboardingId, recordId, owner, binding } = claim;
    const record = { status: 'forgotten', ...(binding && { bindingId: binding.id }) } as const;
    const call: Call = ['conclude', { onboardingId, recordId, owner, record }];
    this.waiting.push({ call, resolve: () => undefined, reject: () => undefined });
  }
}

function refuse({ reject }: Waiting, failure?: Failure): void {
  reject(new StoreUnavailable('The embedded store cannot serve', { cause: failure && errorFrom(failure) }));
}

function errorFrom({ code, message }: Failure): Error {
  return Object.assign(new Error(message), { code });
}
