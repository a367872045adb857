import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RedisSigningSequence } from '../../src/store/redis-signing-sequence.js';
import { LEAD_MS, MAX_LEAD_MS } from '../../src/store/signing-sequence.js';
import { eventually } from '../support/until.js';
import { RedisServer } from './redis-servers.js';

const KEY = 'developer-key';

let server: RedisServer;
let sequence: RedisSigningSequence;
/** Where Redis keeps the sequence of KEY. */
let place: string;

beforeAll(async () => {
  server = await RedisServer.start();
  sequence = await RedisSigningSequence.open({ mode: 'standalone', url: server.url });
  await sequence.reserve(KEY, 1);
  [place = ''] = (await server.ask('KEYS', 'gateway:signing:*')) as string[];
});

beforeEach(async () => {
  await server.ask('FLUSHALL');
});

afterAll(async () => {
  sequence.close();
  await server.stop();
});

/** The clock of Redis, milliseconds since the epoch. */
async function redisTime(): Promise<number> {
  const [seconds, microseconds] = (await server.ask('TIME')) as [string, string];
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

/** Reserves after the sequence was last used at that offset from the clock of Redis, milliseconds. */
async function reservedAfter(
  offset: number,
  count: number,
): Promise<{ last: number; first: number; count: number; before: number; after: number }> {
  const before = await redisTime();
  const last = before + offset;
  await server.ask('SET', place, last);
  const block = await sequence.reserve(KEY, count);
  return { last, first: block.first, count: block.count, before, after: await redisTime() };
}

describe('the signing sequence in Redis', () => {
  it('starts after everything that was used before it was lost', async () => {
    const before = await redisTime();
    const { first, count } = await sequence.reserve(KEY, 10);
    expect(count).toBe(0);
    expect(first).toBeGreaterThan(before + LEAD_MS);
    expect(first).toBeLessThanOrEqual((await redisTime()) + LEAD_MS + 1);
    const next = await sequence.reserve(KEY, 1);
    expect(next.first).toBe(first);
  });

  it('gives a burst the milliseconds of the next second, from the clock of Redis on, and no more', async () => {
    const { first, count, before, after } = await reservedAfter(-10_000, 5_000);
    expect(count).toBe(LEAD_MS + 1);
    expect(first).toBeGreaterThanOrEqual(before);
    expect(first).toBeLessThanOrEqual(after);
    expect((await sequence.reserve(KEY, 1)).first).toBe(first + count);
  });

  it('continues after the last millisecond that was reserved', async () => {
    const { first, count, last } = await reservedAfter(500, 10);
    expect([first, count]).toEqual([last + 1, 10]);
    expect(await sequence.reserve(KEY, 3)).toMatchObject({ first: last + 11, count: 3 });
  });

  it('grants none while it is further ahead than a second, and continues there', async () => {
    const { first, count, last } = await reservedAfter(MAX_LEAD_MS - 10_000, 10);
    expect([first, count]).toEqual([last + 1, 0]);
  });

  it('starts over when the clock was set back', async () => {
    const { first, count, before, after } = await reservedAfter(MAX_LEAD_MS + 60_000, 10);
    expect(count).toBe(0);
    expect(first).toBeGreaterThan(before + LEAD_MS);
    expect(first).toBeLessThanOrEqual(after + LEAD_MS + 1);
  });

  it('is kept for a minute without use, and apart for each developer key, whose text Redis does not get', async () => {
    await sequence.reserve(KEY, 1);
    await sequence.reserve('another', 1);
    const places = (await server.ask('KEYS', '*')) as string[];
    expect(places).toHaveLength(2);
    expect(places).toContain(place);
    expect(places.join()).not.toMatch(/developer-key|another/);
    const ttl = Number(await server.ask('PTTL', place));
    expect(ttl).toBeGreaterThan(30_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });

  it('compares the clocks: on one machine they agree', async () => {
    expect(Math.abs((await sequence.reserve(KEY, 1)).skewMs)).toBeLessThan(5_000);
    expect(Math.abs(await sequence.check())).toBeLessThan(5_000);
  });

  it('is kept where every release keeps it, and a check uses a place of its own', async () => {
    await sequence.reserve(KEY, 1);
    expect(await server.ask('KEYS', '*')).toEqual(['gateway:signing:r5ZeiCtDgOYU0G37ktyx0i']);
    await server.ask('FLUSHALL');
    await sequence.check();
    const places = (await server.ask('KEYS', '*')) as string[];
    expect(places).toEqual([expect.stringMatching(/^gateway:signing:\{onb_probe\.[\w-]+\}$/)]);
    expect(String(await server.ask('GET', places[0] ?? ''))).toMatch(/^\d{13}$/);
  });

  it.each([-3_600_000, 3_600_000])("says how far Redis's clock is ahead of the own: %d ms", async (ahead) => {
    const own = Date.now;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => own() - ahead);
    const skews = [(await sequence.reserve(KEY, 1)).skewMs, await sequence.check()];
    clock.mockRestore();
    for (const skew of skews) expect(Math.abs(skew - ahead)).toBeLessThan(60_000);
  });

  it('fails when Redis does not answer: a check after a second, a reservation after two', async () => {
    const ended: string[] = [];
    server.freeze();
    const waiting = [sequence.reserve(KEY, 1), sequence.check()];
    const results = await Promise.allSettled(
      waiting.map((one, index) => one.finally(() => ended.push(['a reservation', 'a check'][index] ?? ''))),
    );
    server.thaw();
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(ended).toEqual(['a check', 'a reservation']);
    await eventually('the sequence', () => sequence.check().then(() => true));
  });

  it('reserves nothing once it is closed', async () => {
    const other = await RedisSigningSequence.open({ mode: 'standalone', url: server.url });
    await other.reserve(KEY, 1);
    other.close();
    await expect(other.reserve(KEY, 1)).rejects.toThrow();
  });
});
