import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { onboardingOf } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';

const TWO_DAYS_MS = 2 * 86_400_000;
/** The store removes expired records every second. */
const JUMP_MS = 2_000;

let directory: string;
let upstream: RawUpstream;
let gateway: Gateway;

const shift = (milliseconds: number): void => {
  writeFileSync(join(directory, 'shift'), String(milliseconds));
};

async function started(): Promise<Gateway> {
  return Gateway.start({
    ...upstream.settings(),
    STORE_PATH: join(directory, 'store'),
    NODE_OPTIONS: `--import=${new URL('jumping-clock.mjs', import.meta.url).href}`,
    CLOCK_SHIFT_FILE: join(directory, 'shift'),
  });
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'jumping-clock-'));
  shift(0);
  mkdirSync(join(directory, 'store'));
  chmodSync(join(directory, 'store'), 0o777);
  upstream = await RawUpstream.start();
  upstream.behaviour = {
    onRequest: (socket, { method }) =>
      void socket.write(http(200, method === 'GET' ? NOT_REGISTERED : MOBILE_OTP_SENT)),
  };
  gateway = await started();
});

afterEach(async () => {
  await gateway.stop();
  await upstream.stop();
  rmSync(directory, { recursive: true });
});

test('a clock that is two days ahead for two seconds, while a gateway runs or starts, makes no key dispatch twice', async () => {
  const { id } = onboardingOf(await gateway.client.start('ppi-levin', newMobile()));
  const path = `/v1/ppi-levin/onboardings/${id}/registration`;
  const key = randomUUID();
  const first = await gateway.client.post(path, REGISTRATION, { key });
  expect(first.status).toBe(200);

  shift(TWO_DAYS_MS);
  await wait(JUMP_MS);
  expect((await gateway.client.post(path, REGISTRATION, { key })).text).toBe(first.text);
  await gateway.stop();
  gateway = await started();
  await wait(JUMP_MS);
  expect((await gateway.client.post(path, REGISTRATION, { key })).text).toBe(first.text);
  shift(0);
  expect((await gateway.client.post(path, REGISTRATION, { key })).text).toBe(first.text);
  expect(upstream.sends('POST')).toEqual([1]);
});

test('the files of the store are readable only by their owner, whatever the mode of the directory', () => {
  const modes = readdirSync(join(directory, 'store')).map((name) => [
    name,
    (statSync(join(directory, 'store', name)).mode & 0o777).toString(8),
  ]);
  expect(modes.filter(([, mode]) => mode !== '600')).toEqual([]);
  expect(modes.map(([name]) => name)).toEqual(expect.arrayContaining(['store.db', 'store.db-wal']));
});
