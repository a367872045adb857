import { afterEach, describe, expect, test } from '@jest/globals';
import { verdictOf } from '../support/client.js';
import { Gateway, type LogLine } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { metric } from '../resilience/metric.js';
import { REDIS_PROGRAMS, RedisServer } from '../store/redis-servers.js';

const PASSWORD = 'secret-of-a-test';
const RIGHTS = '-@all +evalsha +eval +get +set +del +pttl +time +incrby +ping +info +config|get'.split(' ');
const KEYS = ['{onb_*', 'b:*', 'gateway:limit:*', 'gateway:signing:*', 'gateway:layout', 'gateway:secrets'];
/** A right that is revoked, and the clients that need it. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['evalsha', ['limits', 'signing', 'store']],
  ['eval', ['store']],
  ['get', ['limits', 'signing', 'store']],
  ['set', ['limits', 'signing', 'store']],
  ['del', ['limits', 'store']],
  ['pttl', ['limits', 'store']],
  ['time', ['signing', 'store']],
  ['incrby', ['limits']],
];
const PATTERNS: readonly (readonly [string, string])[] = [
  ['{onb_*', 'store'],
  ['b:*', 'store'],
  ['gateway:limit:*', 'limits'],
  ['gateway:signing:*', 'signing'],
];

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const patterns = (keys: readonly string[]): string[] => ['resetkeys', ...keys.map((key) => `~${key}`)];

async function started(program: string, keys = KEYS): Promise<{ redis: RedisServer; gateway: Gateway }> {
  const redis = await RedisServer.start([], { program });
  stops.push(() => redis.stop());
  await redis.ask('ACL', 'SETUSER', 'gateway', 'on', `>${PASSWORD}`, ...patterns(keys), ...RIGHTS);
  const url = redis.url.replace('redis://', `redis://gateway:${PASSWORD}@`);
  const gateway = await Gateway.start(sharedRedis(url));
  stops.push(() => gateway.stop());
  return { redis, gateway };
}

const readiness = async ({ client }: Gateway): Promise<number> => (await client.get('/health/ready')).status;
const isOf = (event: string) => (line: LogLine) => line['event'] === event;
const needs = (lines: readonly LogLine[]): unknown[] => lines.map((line) => line['dependency']).sort();

describe.each(REDIS_PROGRAMS)('On %s', (program) => {
  test('without any one of its rights a gateway is not ready, and logs once which client lacks it', async () => {
    const { redis, gateway } = await started(program);
    const rights = [
      ...COMMANDS.map(([name, clients]) => [[`-${name}`], [`+${name}`], clients] as const),
      ...PATTERNS.map(
        ([key, client]) => [patterns(KEYS.filter((one) => one !== key)), patterns(KEYS), [client]] as const,
      ),
    ];
    expect(await readiness(gateway)).toBe(200);
    for (const [without, again, clients] of rights) {
      const before = gateway.log.length;
      await redis.ask('ACL', 'SETUSER', 'gateway', ...without);
      for (let asked = 0; asked < 3; asked += 1)
        expect([without, await readiness(gateway)]).toEqual([without, 503]);
      expect(await metric(gateway, 'store_up')).toBe(0);
      await redis.ask('ACL', 'SETUSER', 'gateway', ...again);
      await eventually('readiness', async () => (await readiness(gateway)) === 200);
      expect(await metric(gateway, 'store_up')).toBe(1);
      await eventually('the log', () =>
        Promise.resolve(gateway.log.slice(before).filter(isOf('ready again')).length === clients.length),
      );
      const lines = gateway.log.slice(before).filter(isOf('not ready'));
      expect([without, needs(lines), new Set(lines.map(({ reason }) => reason))]).toEqual([
        without,
        [...clients],
        new Set(['NOPERM']),
      ]);
    }
    expect(gateway.output).not.toContain(PASSWORD);
  }, 60_000);

  test('a step that cannot be signed without a right is STORE_UNAVAILABLE, and its key stays free', async () => {
    const { redis, gateway } = await started(
      program,
      KEYS.filter((key) => key !== 'gateway:signing:*'),
    );
    const { client } = gateway;
    expect(await readiness(gateway)).toBe(503);
    const mobile = newMobile();
    const refused = await client.start('ppi-levin', mobile, { key: 'once' });
    expect(verdictOf(refused)).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' });
    expect(refused.headers.get('retry-after')).toBe('1');
    await redis.ask('ACL', 'SETUSER', 'gateway', ...patterns(KEYS));
    expect(await readiness(gateway)).toBe(200);
    const served = await client.start('ppi-levin', mobile, { key: 'once' });
    expect(verdictOf(served)).toEqual({ status: 201, state: 'NOT_REGISTERED' });
    expect(served.headers.get('idempotency-replayed')).toBeNull();
  }, 60_000);

  test('a changed password is logged as the reason, without the old or the new password', async () => {
    const { redis, gateway } = await started(program);
    expect(await readiness(gateway)).toBe(200);
    await redis.ask('ACL', 'SETUSER', 'gateway', 'resetpass', '>another');
    await redis.ask('CLIENT', 'KILL', 'USER', 'gateway');
    await eventually('the reason of every client', async () => {
      await readiness(gateway);
      const lines = gateway.log.filter(isOf('not ready')).filter(({ reason }) => reason === 'WRONGPASS');
      return String(needs(lines)) === 'limits,signing,store';
    });
    expect(await readiness(gateway)).toBe(503);
    await redis.ask('ACL', 'SETUSER', 'gateway', `>${PASSWORD}`);
    await eventually('readiness', async () => (await readiness(gateway)) === 200);
    for (const secret of [PASSWORD, 'another', redis.node]) expect(gateway.output).not.toContain(secret);
  }, 60_000);
});
