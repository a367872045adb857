import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { within } from './within.js';
import { type RedisAddress, connected } from './redis/connection.js';
import { ReservedTags } from './redis/reserved-tags.js';
import { sendScript } from './redis/run-script.js';
import { script } from './redis/scripts.js';

/** Milliseconds since the epoch, from `first` on, that nobody else has or will get; `count` may be 0. */
export interface SigningBlock {
  readonly first: number;
  readonly count: number;
  /** How far the clock that the milliseconds follow is ahead of this process's, milliseconds. */
  readonly skewMs: number;
}

/** Hands out milliseconds for signing, none of them twice for one key, over all processes that share it. */
export interface SigningSequence {
  /**
   * As many free milliseconds as there are now, at most `count`.
   * @throws whatever keeps the sequence from being reached
   */
  reserve(developerKey: string, count: number): Promise<SigningBlock>;
  /**
   * Finds out within a second whether there are any to be had.
   * @returns how far the clock that they follow is ahead of this process's, milliseconds; of several, the furthest off
   * @throws whatever keeps the sequence from being reached
   */
  check(): Promise<number>;
  close(): void;
}

export const SIGNING_SEQUENCE = Symbol('SigningSequence');

/** How far ahead of the clock milliseconds are handed out, so that a burst need not wait for them to come. */
export const LEAD_MS = 1000;

/** A sequence that is further ahead than this was left by a clock that has been set back: it is begun anew. */
const LONGEST_LEAD_MS = 30_000;

/**
 * The sequence of a process that is alone. It begins LEAD_MS ahead of the clock: a predecessor with the same key
 * can have been ahead by that much and no more, so that a restart reuses none of its milliseconds.
 */
export class LocalSigningSequence implements SigningSequence {
  private readonly last = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  reserve(developerKey: string, count: number): Promise<SigningBlock> {
    const now = this.now();
    const ahead = now + LEAD_MS;
    const known = this.last.get(developerKey);
    const last = known === undefined || known > now + LONGEST_LEAD_MS ? ahead : known;
    const first = Math.max(last + 1, now);
    const granted = Math.min(count, Math.max(0, ahead - first + 1));
    this.last.set(developerKey, first + granted - 1);
    return Promise.resolve({ first, count: granted, skewMs: 0 });
  }

  check(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): void {
    this.last.clear();
  }
}

/** How long a reservation may take, milliseconds; those who wait for it have deadlines of their own. */
const COMMAND_TIMEOUT_MS = 2_000;
/** How long the reservation may take that only finds out whether there is one to be had, milliseconds. */
const CHECK_TIMEOUT_MS = 1_000;
/** Nothing that was handed out so long ago can still matter: a lost key begins LEAD_MS ahead of the clock. */
const KEPT_MS = 60_000;

/**
 * KEYS: the sequence of one developer key. ARGV: how many are wanted.
 * Redis's own clock counts, so that the clocks of the gateways need not agree.
 * @returns the first millisecond, how many from there on, and Redis's clock in epoch ms
 */
const RESERVE = script(`
local time = now()
local ahead = time + ${LEAD_MS}
local last = tonumber(redis.call('GET', KEYS[1])) or ahead
if last > time + ${LONGEST_LEAD_MS} then last = ahead end
local first = math.max(last + 1, time)
local granted = math.min(tonumber(ARGV[1]), math.max(0, ahead - first + 1))
redis.call('SET', KEYS[1], string.format('%.0f', first + granted - 1), 'PX', ${KEPT_MS})
return {string.format('%.0f', first), granted, string.format('%.0f', time)}
`);

/** The sequence of all gateways that share one Redis. docs/decisions/0005-signing-timestamps.md. */
export class RedisSigningSequence implements SigningSequence {
  private readonly reserved: ReservedTags;

  private constructor(private readonly client: Redis | Cluster) {
    this.reserved = new ReservedTags(client);
  }

  /** @throws StoreUnavailable when Redis cannot be reached */
  static async open(address: RedisAddress): Promise<RedisSigningSequence> {
    return new RedisSigningSequence(await connected(address));
  }

  /** @throws Error when Redis does not answer in time; what it may have handed out is lost, and nobody else has it */
  reserve(developerKey: string, count: number): Promise<SigningBlock> {
    return this.take(nameOf(developerKey), count, COMMAND_TIMEOUT_MS);
  }

  async check(): Promise<number> {
    const tags = this.reserved.current();
    const blocks = await Promise.all(tags.map((tag) => this.take(`{${tag}}`, 1, CHECK_TIMEOUT_MS)));
    const skews = blocks.map(({ skewMs }) => skewMs);
    return skews.reduce((furthest, one) => (Math.abs(one) > Math.abs(furthest) ? one : furthest), 0);
  }

  close(): void {
    this.client.disconnect();
  }

  private async take(name: string, count: number, timeoutMs: number): Promise<SigningBlock> {
    const sentAt = Date.now();
    const reply = await within(
      timeoutMs,
      sendScript(this.client, RESERVE, [`gateway:signing:${name}`], [count]),
    );
    // Redis looked at its clock between the two, half-way as far as anybody knows.
    const here = (sentAt + Date.now()) / 2;
    const [first, granted, time] = (reply as readonly unknown[]).map(Number) as [number, number, number];
    return { first, count: granted, skewMs: time - here };
  }
}

/** A developer key is a credential, and names nothing in the store but by its hash. */
function nameOf(developerKey: string): string {
  return createHash('sha256').update(developerKey).digest('base64url').slice(0, 22);
}
