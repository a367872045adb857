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
import { isUnknownScript } from './redis/failure.js';

/** How long a reservation may take, milliseconds; those who wait for it have deadlines of their own. */
const COMMAND_TIMEOUT_MS = 2_000;
/** Nothing that was handed out so long ago can still matter: a lost key begins LEAD_MS ahead of the clock. */
const KEPT_MS = 60_000;

/**
 * KEYS: the sequence of one developer key. ARGV: how many are wanted.
 * Redis's own clock counts, so that the clocks of the gateways need not agree.
 * @returns the first millisecond, how many from there on
 */
const RESERVE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ahead = now + ${LEAD_MS}
local last = tonumber(redis.call('GET', KEYS[1])) or ahead
if last > now + ${LONGEST_LEAD_MS} then last = ahead end
local first = math.max(last + 1, now)
local granted = math.min(tonumber(ARGV[1]), math.max(0, ahead - first + 1))
redis.call('SET', KEYS[1], string.format('%.0f', first + granted - 1), 'PX', ${KEPT_MS})
return {string.format('%.0f', first), granted}
`;
const SHA = createHash('sha1').update(RESERVE).digest('hex');

/** The sequence of all gateways that share one Redis. docs/decisions/0005-signing-timestamps.md. */
export class RedisSigningSequence implements SigningSequence {
  private constructor(private readonly client: Redis | Cluster) {}

  /** @throws StoreUnavailable when Redis cannot be reached */
  static async open(address: RedisAddress): Promise<RedisSigningSequence> {
    return new RedisSigningSequence(await connected(address));
  }

  /** @throws Error when Redis does not answer in time; what it may have handed out is lost, and nobody else has it */
  async reserve(developerKey: string, count: number): Promise<SigningBlock> {
    const reply = await within(COMMAND_TIMEOUT_MS, this.run(keyOf(developerKey), count));
    const [first, granted] = reply as [unknown, unknown];
    return { first: Number(first), count: Number(granted) };
  }

  close(): void {
    this.client.disconnect();
  }

  private async run(key: string, count: number): Promise<unknown> {
    try {
      return await this.client.evalsha(SHA, 1, key, count);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return this.client.eval(RESERVE, 1, key, count);
    }
  }
}

/** A developer key is a credential, and names nothing in the store but by its hash. */
function keyOf(developerKey: string): string {
  return `gateway:signing:${createHash('sha256').update(developerKey).digest('base64url').slice(0, 22)}`;
}
