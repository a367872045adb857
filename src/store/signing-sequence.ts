import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import {
  LEAD_MS,
  LONGEST_LEAD_MS,
  type SigningBlock,
  type SigningSequence,
} from '../eko/signing-sequence.js';
import { within } from './within.js';
import { connected, type RedisAddress } from './redis/connection.js';
import { ReservedTags } from './redis/reserved-tags.js';
import { sendScript } from './redis/run-script.js';
import { script } from './redis/scripts.js';

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
