import { randomBytes } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import type { Added, Counter, LimitCounters } from './limit-counters.js';
import { connected, type RedisAddress } from './redis/connection.js';
import { ReservedTags } from './redis/reserved-tags.js';
import { runScript } from './redis/run-script.js';
import { script } from './redis/scripts.js';

/**
 * KEYS: counters. ARGV, for each: limit, window in ms, the count of the counter before it up to which the next value
 * replaces the limit, that value.
 * @returns the index of the counter that refused, 0 when all were added to; the count and the remaining ms of that
 *   counter, or of the last one
 */
const ADD = script(`
local counts, isNew = {}, {}
for i, key in ipairs(KEYS) do
  local limit, reserve, reserved = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i])
  local found = redis.call('GET', key)
  local count = (tonumber(found) or 0) + 1
  if i > 1 and counts[i - 1] <= reserve then limit = reserved end
  if count > limit then return {i, count, redis.call('PTTL', key)} end
  counts[i], isNew[i] = count, not found
end
for i, key in ipairs(KEYS) do
  if isNew[i] then redis.call('SET', key, 1, 'PX', ARGV[4 * i - 2]) else redis.call('INCRBY', key, 1) end
end
return {0, counts[#KEYS], redis.call('PTTL', KEYS[#KEYS])}
`);

/** KEYS: counters. */
const SUBTRACT = script(`
for _, key in ipairs(KEYS) do
  local count = tonumber(redis.call('GET', key))
  if count and count > 1 then redis.call('INCRBY', key, -1) elseif count then redis.call('DEL', key) end
end
`);

/** Counters that all gateways on one Redis share. @throws StoreUnavailable when Redis cannot be reached */
export async function openRedisCounters(address: RedisAddress): Promise<LimitCounters> {
  return new RedisLimitCounters(await connected(address));
}

class RedisLimitCounters implements LimitCounters {
  private readonly reserved: ReservedTags;

  constructor(private readonly client: Redis | Cluster) {
    this.reserved = new ReservedTags(client);
  }

  add(counters: readonly Counter[]): Promise<Added> {
    const parts = this.partsOf(counters);
    return parts.length === 1 ? this.addTogether(counters) : this.addApart(parts);
  }

  async subtract(counters: readonly Counter[]): Promise<void> {
    await Promise.all(
      this.partsOf(counters).map((part) => runScript(this.client, SUBTRACT, this.keysOf(part), [])),
    );
  }

  private async addTogether(counters: readonly Counter[]): Promise<Added> {
    const bounds: number[] = [];
    for (const { limit, windowSeconds, reserve } of counters)
      bounds.push(limit, windowSeconds * 1000, reserve?.count ?? 0, reserve?.limit ?? 0);
    const reply = await runScript(this.client, ADD, this.keysOf(counters), bounds);
    const [refused, count, msLeft] = reply as [number, number, number];
    return { refusedBy: refused === 0 ? undefined : refused - 1, count, msLeft };
  }

  reservedKeys(): readonly string[] {
    return this.reserved.current().map((tag) => `{${tag}}${randomBytes(9).toString('base64url')}`);
  }

  close(): void {
    this.client.disconnect();
  }

  /** If one part was refused or failed, the others are given back. A failure to do so only makes the limits stricter. */
  private async addApart(parts: readonly (readonly Counter[])[]): Promise<Added> {
    const results = await Promise.allSettled(parts.map((part) => this.addTogether(part)));
    const isAdded = (result?: PromiseSettledResult<Added>): boolean =>
      result?.status === 'fulfilled' && result.value.refusedBy === undefined;
    let last: Added | undefined;
    if (!results.every(isAdded))
      await this.subtract(parts.filter((_part, index) => isAdded(results[index])).flat()).catch(
        () => undefined,
      );
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') throw result.reason;
      last = result.value;
      if (last.refusedBy === undefined) continue;
      return { ...last, refusedBy: parts.slice(0, index).flat().length + last.refusedBy };
    }
    if (!last) throw new Error('There is no counter to add to');
    return last;
  }

  /** What one command can add to: all, but in a cluster only counters of the same group. */
  private partsOf(counters: readonly Counter[]): readonly (readonly Counter[])[] {
    if (!(this.client instanceof Cluster)) return [counters];
    return [...Map.groupBy(counters, ({ key, group }) => group ?? key).values()];
  }

  /** In a cluster the keys of one command need the same hash tag. */
  private keysOf(counters: readonly Counter[]): readonly string[] {
    const isCluster = this.client instanceof Cluster;
    return counters.map(({ key, group }) => (isCluster && group !== undefined ? `${key}{${group}}` : key));
  }
}
