import { setTimeout as wait } from 'node:timers/promises';
import type { SigningSequence } from '../store/signing-sequence.js';

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

interface Block {
  first: number;
  count: number;
  readonly reservedAt: number;
}

interface KeyState {
  readonly queue: Waiter[];
  waiting: number;
  /** Calls that will probably follow and have no timestamp yet. */
  announced: number;
  announcedAt: number;
  reserving: boolean;
  /** In the order in which they were reserved. */
  readonly blocks: Block[];
  reservedAt: number;
  skewMs: number;
  /** Part of a block became too old since the last reservation. */
  lost: boolean;
  spare: number;
}

/**
 * Returns signing timestamps, in milliseconds since the epoch, each only once: Eko refuses a timestamp that was used
 * before with the same developer key (contract.md, "Signing"). They come from a sequence that all replicas share, in
 * blocks for all calls that wait or are announced, and a few spare ones. docs/decisions/0005-signing-timestamps.md.
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
    return this.keys.get(developerKey)?.skewMs ?? 0;
  }

  /**
   * Announces a call, so that a block is reserved while its step is claimed, if there is none with a timestamp for it.
   * The call may also not follow: at most MAX_SPARE are announced.
   */
  prepare(developerKey: string): void {
    const key = this.keys.get(developerKey) ?? this.add(developerKey);
    const now = performance.now();
    if (now - key.announcedAt > BLOCK_LIFETIME_MS) key.announced = 0;
    key.announced = Math.min(MAX_SPARE, key.announced + 1);
    key.announcedAt = now;
    if (!key.reserving && key.announced > free(key)) void this.serve(developerKey, key);
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

  /** Reserves blocks until no call waits, and until those that are announced have a timestamp if there are enough. */
  private async serve(developerKey: string, key: KeyState): Promise<void> {
    key.reserving = true;
    try {
      for (let short = false; key.waiting > 0 || (!short && key.announced > free(key));) {
        const missing = Math.max(key.waiting, key.announced - free(key));
        adjustSpare(key);
        const wanted = missing + key.spare;
        const { first, count, skewMs } = await this.sequence.reserve(developerKey, wanted);
        key.reservedAt = performance.now();
        key.skewMs = skewMs;
        if (count > 0) key.blocks.push({ first, count, reservedAt: key.reservedAt });
        this.observeSkew(skewMs);
        short = count < wanted;
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
    const state = {
      queue: [],
      waiting: 0,
      announced: 0,
      announcedAt: 0,
      reserving: false,
      blocks: [],
      reservedAt: 0,
      skewMs: 0,
      lost: false,
      spare: 0,
    };
    this.keys.set(developerKey, state);
    return state;
  }
}

/** How many milliseconds are free. Blocks that are too old are dropped. */
function free(key: KeyState): number {
  const oldest = performance.now() - BLOCK_LIFETIME_MS;
  while (key.blocks[0] && key.blocks[0].reservedAt < oldest) {
    key.blocks.shift();
    key.lost = true;
  }
  return key.blocks.reduce((sum, { count }) => sum + count, 0);
}

/** The next free millisecond; undefined when there is none. */
function take(key: KeyState): number | undefined {
  const [block] = free(key) > 0 ? key.blocks : [];
  if (!block) return undefined;
  const timestamp = block.first;
  block.first += 1;
  block.count -= 1;
  if (block.count === 0) key.blocks.shift();
  key.announced = Math.max(0, key.announced - 1);
  return timestamp;
}

/** More spare milliseconds when the last block was used up fast, fewer when part of it was lost. */
function adjustSpare(key: KeyState): void {
  if (key.lost) key.spare = Math.floor(key.spare / 2);
  else if (performance.now() - key.reservedAt < SHORT_MS) key.spare = Math.min(MAX_SPARE, key.spare * 2 + 1);
  key.lost = false;
}
