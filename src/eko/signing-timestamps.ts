import { setTimeout as wait } from 'node:timers/promises';
import type { SigningBlock, SigningSequence } from '../store/signing-sequence.js';

/** A block is not used for longer than this, so that its milliseconds stay near the real time. */
const BLOCK_LIFETIME_MS = 1000;
/** A block that lasts less than this was too small. */
const SHORT_MS = 100;
/** Most milliseconds that are taken ahead of need; what is not used of them is lost. */
const MOST_SPARE = 32;
/** How long to wait when the key allows no more now; in that time two milliseconds become free. */
const PAUSE_MS = 2;
/** Part of the remaining budget that may go into waiting, since the call itself needs the rest. */
const LONGEST_WAIT = 0.5;

interface Waiter {
  readonly settle: (timestamp: number | undefined) => void;
  readonly fail: (error: unknown) => void;
  done: boolean;
}

interface KeyState {
  readonly queue: Waiter[];
  waiting: number;
  asking: boolean;
  block: SigningBlock;
  takenAt: number;
  spare: number;
}

/**
 * Hands out signing timestamps, in milliseconds since the epoch, none of them twice: Eko refuses a timestamp that
 * was used before with the same developer key (contract.md, "Signing"). They come from a sequence that all
 * replicas share, in blocks for all who wait and a few to spare. docs/decisions/0005-signing-timestamps.md.
 */
export class SigningTimestamps {
  private readonly keys = new Map<string, KeyState>();

  /** @param observeSkew receives of each block how far the clock of the sequence is ahead of this process's, milliseconds */
  constructor(
    private readonly sequence: SigningSequence,
    private readonly observeSkew: (skewMs: number) => void = () => undefined,
  ) {}

  /** How far the timestamps of a key are ahead of this process's clock, by its last block, milliseconds. */
  skewOf(developerKey: string): number {
    return this.keys.get(developerKey)?.block.skewMs ?? 0;
  }

  /**
   * The next free timestamp. A key allows one a millisecond; beyond that callers wait, in their order.
   * @param deadline of the call, milliseconds since the epoch
   * @returns undefined when none is to be had within half of the time that is left
   * @throws whatever keeps the sequence from being reached
   */
  next(developerKey: string, deadline: number): Promise<number | undefined> {
    const key = this.keys.get(developerKey) ?? this.add(developerKey);
    const free = key.waiting === 0 ? take(key) : undefined;
    if (free !== undefined) return Promise.resolve(free);
    const patience = (deadline - Date.now()) * LONGEST_WAIT;
    // Whoever stands further back than that many milliseconds cannot be served in time.
    if (key.waiting >= patience) return Promise.resolve(undefined);
    return this.queue(developerKey, key, patience);
  }

  private queue(developerKey: string, key: KeyState, patience: number): Promise<number | undefined> {
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
      }, patience);
      const waiter: Waiter = {
        done: false,
        settle: (timestamp) => {
          leave();
          resolve(timestamp);
        },
        fail: (error) => {
          leave();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      key.queue.push(waiter);
      key.waiting += 1;
      if (!key.asking) void this.serve(developerKey, key);
    });
  }

  /** Asks for blocks until nobody waits. */
  private async serve(developerKey: string, key: KeyState): Promise<void> {
    key.asking = true;
    try {
      while (key.waiting > 0) {
        adjustSpare(key);
        const wanted = key.waiting + key.spare;
        key.block = await this.sequence.reserve(developerKey, wanted);
        key.takenAt = performance.now();
        this.observeSkew(key.block.skewMs);
        const short = key.block.count < wanted;
        this.handOut(key);
        if (short && key.waiting > 0) await wait(PAUSE_MS);
      }
    } catch (error) {
      for (const waiter of key.queue.splice(0)) if (!waiter.done) waiter.fail(error);
    } finally {
      key.asking = false;
    }
  }

  private handOut(key: KeyState): void {
    while (key.queue.length > 0) {
      const timestamp = key.queue[0]?.done === false ? take(key) : undefined;
      if (timestamp === undefined && key.queue[0]?.done === false) return;
      key.queue.shift()?.settle(timestamp);
    }
  }

  private add(developerKey: string): KeyState {
    const block = { first: 0, count: 0, skewMs: 0 };
    const made = { queue: [], waiting: 0, asking: false, block, takenAt: 0, spare: 0 };
    this.keys.set(developerKey, made);
    return made;
  }
}

/** One millisecond of the block; undefined when it is used up or too old. */
function take(key: KeyState): number | undefined {
  const { first, count, skewMs } = key.block;
  if (count === 0 || performance.now() - key.takenAt > BLOCK_LIFETIME_MS) return undefined;
  key.block = { first: first + 1, count: count - 1, skewMs };
  return first;
}

/** More to spare when the last block was used up fast, fewer when part of it was lost. */
function adjustSpare(key: KeyState): void {
  if (key.block.count > 0) key.spare = Math.floor(key.spare / 2);
  else if (performance.now() - key.takenAt < SHORT_MS) key.spare = Math.min(MOST_SPARE, key.spare * 2 + 1);
}
