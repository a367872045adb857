import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { eventually, until } from '../support/until.js';
import { LoopMount } from './loop-mount.js';

// Without root or loop devices these tests are reported as skipped.
const disk = LoopMount.attempt();
const onDisk = disk ? test : test.skip;
const STARTED = { status: 201, state: 'NOT_REGISTERED' };
const REFUSED = { status: 503, code: 'STORE_UNAVAILABLE' };
const settings = { STORE_PATH: join(disk?.path ?? tmpdir(), 'store') };
let gateway: Gateway;

afterEach(async () => {
  if (disk) await gateway.kill();
});

afterAll(() => disk?.remove());

/** The reason with which the log says that the store is not ready. */
async function reasonOfStore(): Promise<string> {
  const line = await until('the store in the log', () =>
    gateway.log.find(({ event, dependency }) => event === 'not ready' && dependency === 'store'),
  );
  return String(line['reason']);
}

onDisk('a disk that hangs for longer than 5 s is refused, loses nothing, and serves by itself', async () => {
  gateway = await Gateway.start(settings);
  const { client } = gateway;
  const [before, during] = [newMobile(), newMobile()];
  const first = await client.start('ppi-levin', before, { key: 'before-freeze' });
  expect(verdictOf(first)).toEqual(STARTED);

  disk?.freeze();
  try {
    const waiting = ['during-freeze', 'other'].map((key) => client.start('ppi-levin', during, { key }));
    for (const refused of await Promise.all(waiting)) expect(verdictOf(refused)).toEqual(REFUSED);
    // From now on nothing waits for the disk.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const refused = await client.start('ppi-levin', during, { key: 'during-freeze' });
      expect(verdictOf(refused)).toEqual(REFUSED);
      expect(refused.headers.has('retry-after')).toBe(true);
    }
    expect((await client.get('/health/ready')).status).toBe(503);
    expect((await client.get('/health/live')).status).toBe(200);
    expect(await reasonOfStore()).toBe('TIMEOUT');
  } finally {
    disk?.thaw();
  }

  await eventually('ready', async () => (await client.get('/health/ready')).status === 200);
  // The claim that was written too late is given back: the step is dispatched, not reconciled.
  const served = await client.start('ppi-levin', during, { key: 'during-freeze' });
  expect(verdictOf(served)).toEqual(STARTED);
  expect(onboardingOf(served).reconciled).not.toBe(true);

  await gateway.kill();
  gateway = await Gateway.start(settings);
  expect((await gateway.client.start('ppi-levin', before, { key: 'before-freeze' })).text).toBe(first.text);
  expect((await gateway.client.start('ppi-levin', during, { key: 'during-freeze' })).text).toBe(served.text);
});

onDisk(
  'a file system that the kernel made read-only is refused, and loses nothing when it is repaired',
  async () => {
    gateway = await Gateway.start(settings);
    const { client } = gateway;
    const [before, during] = [newMobile(), newMobile()];
    const first = await client.start('ppi-levin', before, { key: 'before-damage' });
    expect(verdictOf(first)).toEqual(STARTED);

    disk?.turnReadOnly();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const refused = await client.start('ppi-levin', during, { key: 'during-damage' });
      expect(verdictOf(refused)).toEqual(REFUSED);
    }
    expect((await client.get('/health/ready')).status).toBe(503);
    expect((await client.get('/health/live')).status).toBe(200);
    expect(await reasonOfStore()).toMatch(/^SQLITE_(IOERR|READONLY)$/);

    await gateway.kill();
    disk?.repair();
    gateway = await Gateway.start(settings);
    expect((await gateway.client.start('ppi-levin', before, { key: 'before-damage' })).text).toBe(first.text);
    const served = await gateway.client.start('ppi-levin', during, { key: 'during-damage' });
    expect(verdictOf(served)).toEqual(STARTED);
  },
);
