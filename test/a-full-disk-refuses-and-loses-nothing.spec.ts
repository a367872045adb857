import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { verdictOf } from './support/client.js';
import { Gateway } from './support/gateway.js';
import { newMobile } from './support/people.js';

const DISK_BYTES = 1024 * 1024;
/** Several times as many as there is room for. */
const MOST_STARTS = 10_000;
let gateway: Gateway;

afterEach(async () => {
  await gateway.stop();
});

/** The largest file that the gateway may write: beyond it the disk is full, as far as it can tell. */
function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(gateway.pid), `--fsize=${bytes}:`]);
}

test('a full disk is refused before anything is sent, readiness says so, and both end when there is room', async () => {
  gateway = await Gateway.start();
  const { client } = gateway;
  limitFiles(DISK_BYTES);
  for (let starts = 0, full = false; !full; starts += 1) {
    if (starts > MOST_STARTS) throw new Error('the disk was never full');
    full = (await client.start('ppi-levin', newMobile())).status !== 201;
  }
  const mobile = newMobile();
  const refused = await client.start('ppi-levin', mobile, { key: 'once' });
  expect(verdictOf(refused)).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' });
  expect(refused.headers.has('retry-after')).toBe(true);
  expect((await client.get('/health/ready')).status).toBe(503);
  expect((await client.get('/health/live')).status).toBe(200);
  limitFiles('unlimited');
  expect((await client.get('/health/ready')).status).toBe(200);
  const served = await client.start('ppi-levin', mobile, { key: 'once' });
  expect(verdictOf(served)).toEqual({ status: 201, state: 'NOT_REGISTERED' });
  expect(gateway.running).toBe(true);
});
