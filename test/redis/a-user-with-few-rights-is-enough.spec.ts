import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { StepBlindClient } from '../support/step-blind-client.js';
import { RedisServer } from '../store/redis-servers.js';

const PASSWORD = 'of-a-test';

/** The commands that docs/store.md lists for the user. */
function documentedRights(): string[] {
  const rights = /ACL SETUSER gateway on >\S+ (.*)$/m.exec(readFileSync('docs/store.md', 'utf8'))?.[1];
  if (rights === undefined) throw new Error('docs/store.md has no ACL SETUSER');
  return rights.split(' ');
}

let redis: RedisServer;
let gateway: Gateway;

beforeAll(async () => {
  redis = await RedisServer.start();
  await redis.ask('ACL', 'SETUSER', 'gateway', 'on', `>${PASSWORD}`, ...documentedRights());
  const url = redis.url.replace('redis://', `redis://gateway:${PASSWORD}@`);
  gateway = await Gateway.start(sharedRedis(url));
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await redis.stop();
});

test.each(['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'])(
  'the Redis user of the documentation is enough for the journey of %s',
  async (product) => {
    const { onboarding } = await new StepBlindClient(gateway.client).complete(product, newMobile());
    expect(onboarding.state).toBe('COMPLETED');
  },
);

test('that user has no other right, and Redis refused none of its commands', async () => {
  expect((await gateway.client.get('/health/ready')).status).toBe(200);
  expect(await redis.ask('ACL', 'DRYRUN', 'gateway', 'FLUSHALL')).toMatch(/no permissions/);
  expect(await redis.ask('ACL', 'LOG')).toEqual([]);
});
