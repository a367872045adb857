import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { type RedisAddress, connected } from './redis/connection.js';
import { ReservedTags } from './redis/reserved-tags.js';
import { runScript } from './redis/run-script.js';
import { script } from './redis/scripts.js';
import { LEAD_MS, MAX_LEAD_MS, type SigningBlock, type SigningSequence } from './signing-sequence.js';

/** How long a reservation may take, milliseconds; its callers have deadlines of their own. */
const COMMAND_TIMEOUT_MS = 2_000;
/** How long the reservation of a check may take, milliseconds. */
const CHECK_TIMEOUT_MS = 1_000;
/** How long Redis keeps a sequence without use, milliseconds: a lost sequence starts LEAD_MS ahead of the clock. */
const KEPT_MS = 60_000;

/**
 * KEYS: the sequence of one developer key. ARGV: how many are wanted.
 * Redis's clock is used, so that the clocks of the gateways need not agree.
 * @returns the first millisecond, how many from there on, and Redis's clock in epoch ms
 */
const RESERVE = script(`
local time = now()
local ahead = time + ${LEAD_MS}
local last = tonumber(redis.call('GET', KEYS[1])) or ahead
if last > time + ${MAX_LEAD_MS} then last = ahead end
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

  /** @throws Error when Redis does not answer in time; milliseconds it may have reserved are lost, and never reused */
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
    const key = `gateway:signing:${name}`;
    const reply = await runScript(this.client, RESERVE, [key], [count], timeoutMs);
    // Redis read its clock between the two times; the middle has the smallest error.
    const ownTime = (sentAt + Date.now()) / 2;
    const [first, granted, time] = (reply as readonly unknown[]).map(Number) as [number, number, number];
    return { first, count: granted, skewMs: time - ownTime };
  }
}

/** A developer key is a credential: the store sees only its hash. */
function nameOf(developerKey: string): string {
  return createHash('sha256').update(developerKey).digest('base64url').slice(0, 22);
}
