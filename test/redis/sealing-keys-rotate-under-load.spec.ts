import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { Gateway } from '../support/gateway.js';
import { sharedRedis } from '../support/shared-redis.js';
import { RawUpstream } from '../resilience/raw-upstream.js';
import { eventually } from '../support/until.js';
import { RedisServer } from '../store/redis-servers.js';
import { RetryingLoad, StatefulEko } from './retrying-load.js';

const PROCESSES = 2;
const CUSTOMERS_PER_SECOND = 40;
/** The time under load between two changes. */
const CALM_MS = 2_000;

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('the sealing key of the store is changed under load, and every request succeeds', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rotation-'));
  stops.push(() => {
    rmSync(directory, { recursive: true });
  });
  const redis = await RedisServer.start();
  stops.push(() => redis.stop());
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const eko = new StatefulEko();
  upstream.behaviour = eko.behaviour;
  const file = join(directory, 'keys');
  const [old, fresh] = ['a', 'b'].map((kid) => `${kid}:${randomBytes(32).toString('base64')}`);
  const { STORE_ENCRYPTION_KEYS: _, ...shared } = sharedRedis(redis.url);
  const settings = {
    ...upstream.settings(),
    ...shared,
    STORE_ENCRYPTION_KEYS_FILE: file,
    SECRET_REFRESH_SECONDS: '1',
  };
  writeFileSync(file, `${old}`);
  const gateways = await Promise.all(Array.from({ length: PROCESSES }, () => Gateway.start(settings)));
  for (const gateway of gateways) stops.push(() => gateway.stop());
  let changes = 0;
  /** As in docs/store.md: on every gateway before the next change. */
  const change = async (keys: string): Promise<void> => {
    writeFileSync(file, keys);
    changes += 1;
    for (const { log } of gateways)
      await eventually('the rotation', () =>
        Promise.resolve(log.filter(({ event }) => event === 'store keys rotated').length === changes),
      );
    await wait(CALM_MS);
  };

  const load = new RetryingLoad(
    gateways.map(({ client }) => client),
    eko,
    CUSTOMERS_PER_SECOND,
  );
  const running = load.run();
  await wait(CALM_MS);
  await change(`${old},${fresh}`);
  await change(`${fresh},${old}`);
  const sealedAnew = load.acknowledged.length;
  await wait(CALM_MS);
  load.stop();
  await running;
  expect(load.wrong).toEqual([]);
  expect(load.done).toBe(eko.registered.size);
  const again = async ({ client }: Gateway, from: number): Promise<void> => {
    const known = load.acknowledged.slice(from);
    expect(known.length).toBeGreaterThan(0);
    for (const { path, body, key, text } of known)
      expect((await client.post(path, body, { key })).text).toBe(text);
  };
  for (const gateway of gateways) await again(gateway, 0);
  // What was sealed after the last change does not need the old key.
  const record = String(await redis.ask('GET', 'gateway:secrets'));
  await redis.ask('SET', 'gateway:secrets', record.replace(/("kid":"a"[^}]*"until":)\d+/, '$11'));
  writeFileSync(file, `${fresh}`);
  const successor = await Gateway.start(settings);
  stops.push(() => successor.stop());
  await again(successor, sealedAnew);
  expect(gateways.every(({ running: runs }) => runs)).toBe(true);
}, 120_000);
