import { setTimeout as wait } from 'node:timers/promises';
import type { SigningBlock, SigningSequence } from '../store/signing-sequence.js';

/** A block is used for at most this long, so that its milliseconds stay near the real time. */
const BLOCK_LIFETIME_MS = 1000;
/** A block that lasts less than this was too small. */
const SHORT_MS = 100;
/** Maximum of milliseconds reserved in advance; unused ones are lost. */
const MAX_SPARE = 32;
/** Pause when no millisecond is free now; in that time two become free. */
const PAUSE_MS = 2;
/** Share of the remaining time that a call may wait, since the call itself needs the rest. */
const MAX_WAIT_SHARE = 0.5;

interface Waiter {
  readonly resolve: (timestamp: number | undefined) => void;
  readonly reject: (error: unknown) => void;
  done: boolean;
}

interface KeyState {
  readonly queue: Waiter[];
  waiting: number;
  reserving: boolean;
  block: SigningBlock;
  reservedAt: number;
  spare: number;
}

/**
 * Returns signing timestamps, in milliseconds since the epoch, each only once: Eko refuses a timestamp that was used
 * before with the same developer key (contract.md, "Signing"). They come from a sequence that all replicas share, in
 * blocks for all waiting calls and a few spare ones. docs/decisions/0005-signing-timestamps.md.
 */
export class SigningTimestamps {
  private readonly keys = new Map<string, KeyState>();

  /** @param observeSkew receives with each block how far the clock of the sequence is ahead of this process's, milliseconds */
  constructor(
    private readonly sequence: SigningSequence,
    private readonly observeSkew: (skewMs: number) => void = () => undefined,
  ) {}

  /** How far the timestamps of a key are ahead of this process's clock, according to its last block, milliseconds. */
  skewOf(developerKey: string): number {
    return this.keys.get(developerKey)?.block.skewMs ?? 0;
  }

  /**
   * The next free timestamp. A key allows one per millisecond; beyond that callers wait in the order of arrival.
   * @param deadline of the call, milliseconds since the epoch
   * @returns undefined when none is free within half of the remaining time
   * @throws Error when the sequence cannot be reached
   */
  next(developerKey: string, deadline: number): Promise<number | undefined> {
    const key = this.keys.get(developerKey) ?? this.add(developerKey);
    const free = key.waiting === 0 ? take(key) : undefined;
    if (free !== undefined) return Promise.resolve(free);
    const maxWaitMs = (deadline - Date.now()) * MAX_WAIT_SHARE;
    // A key has one timestamp per millisecond: behind that many waiting calls, this one would be late.
    if (key.waiting >= maxWaitMs) return Promise.resolve(undefined);
    return this.queue(developerKey, key, maxWaitMs);
  }

  private queue(developerKey: string, key: KeyState, maxWaitMs: number): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (waiter.done) return;
        waiter.done = true;
        key.waiting -= 1;
        clearTimeout(timer);
      };
      const timer = setTimeout(() => {
        leave();
        resolve(undefined);
      }, maxWaitMs);
      const waiter: Waiter = {
        done: false,
        resolve: (timestamp) => {
          leave();
          resolve(timestamp);
        },
        reject: (error) => {
          leave();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      key.queue.push(waiter);
      key.waiting += 1;
      if (!key.reserving) void this.serve(developerKey, key);
    });
  }

  /** Reserves blocks until no call waits. */
  private async serve(developerKey: string, key: KeyState): Promise<void> {
    key.reserving = true;
    try {
      while (key.waiting > 0) {
        adjustSpare(key);
        const wanted = key.waiting + key.spare;
        key.block = await this.sequence.reserve(developerKey, wanted);
        key.reservedAt = performance.now();
        this.observeSkew(key.block.skewMs);
        const short = key.block.count < wanted;
        this.handOut(key);
        if (short && key.waiting > 0) await wait(PAUSE_MS);
      }
    } catch (error) {
      for (const waiter of key.queue.splice(0)) if (!waiter.done) waiter.reject(error);
    } finally {
      key.reserving = false;
    }
  }

  private handOut(key: KeyState): void {
    while (key.queue.length > 0) {
      const timestamp = key.queue[0]?.done === false ? take(key) : undefined;
      if (timestamp === undefined && key.queue[0]?.done === false) return;
      key.queue.shift()?.resolve(timestamp);
    }
  }

  private add(developerKey: string): KeyState {
    const block = { first: 0, count: 0, skewMs: 0 };
    const state = { queue: [], waiting: 0, reserving: false, block, reservedAt: 0, spare: 0 };
    this.keys.set(developerKey, state);
    return state;
  }
}

/** One millisecond of the block; undefined when it is used up or too old. */
function take(key: KeyState): number | undefined {
  const { first, count, skewMs } = key.block;
  if (count === 0 || performance.now() - key.reservedAt > BLOCK_LIFETIME_MS) return undefined;
  key.block = { first: first + 1, count: count - 1, skewMs };
  return first;
}

/** More spare milliseconds when the last block was used up fast, fewer when part of it was lost. */
function adjustSpare(key: KeyState): void {
  if (key.block.count > 0) key.spare = Math.floor(key.spare / 2);
  else if (performance.now() - key.reservedAt < SHORT_MS) key.spare = Math.min(MAX_SPARE, key.spare * 2 + 1);
}
