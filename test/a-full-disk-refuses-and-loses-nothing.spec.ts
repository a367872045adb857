import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { verdictOf } from './support/client.js';
import { Gateway } from './support/gateway.js';
import { newMobile } from './support/people.js';
import { expectAsExample } from './support/compared-example.js';

const DISK_BYTES = 1024 * 1024;
/** Several times as many as fit on the disk. */
const MAX_STARTS = 10_000;
let gateway: Gateway;

afterEach(async () => {
  await gateway.kill();
});

/** Limits the size of a file of the gateway: to the gateway this is a full disk. */
function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(gateway.pid), `--fsize=${bytes}:`]);
}

test('with a full disk a step is refused before anything is sent and /health/ready is 503; both recover when there is space', async () => {
  gateway = await Gateway.start();
  const { client } = gateway;
  limitFiles(DISK_BYTES);
  for (let starts = 0, full = false; !full; starts += 1) {
    if (starts > MAX_STARTS) throw new Error('the disk did not become full');
    full = (await client.start('ppi-levin', newMobile())).status !== 201;
  }
  const mobile = newMobile();
  const refused = await client.start('ppi-levin', mobile, { key: 'once' });
  expect(verdictOf(refused)).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' });
  expectAsExample(refused);
  expect(refused.headers.has('retry-after')).toBe(true);
  const notReady = await client.get('/health/ready');
  expect(notReady.status).toBe(503);
  expectAsExample(notReady, 'not-ready');
  expect((await client.get('/health/live')).status).toBe(200);
  limitFiles('unlimited');
  expect((await client.get('/health/ready')).status).toBe(200);
  const served = await client.start('ppi-levin', mobile, { key: 'once' });
  expect(verdictOf(served)).toEqual({ status: 201, state: 'NOT_REGISTERED' });
  expect(gateway.running).toBe(true);
});
