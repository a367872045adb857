import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { Preload } from '../redis/preload.js';
import { verdictOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { until } from '../support/until.js';

const preload = new Preload('../durability/failing-disk.c');
const control = join(preload.directory, 'failure');
const directory = mkdtempSync(join(tmpdir(), 'failing-disk-'));
const STORE_PATH = join(directory, 'store');
const settings = {
  ...preload.env,
  STORE_PATH,
  FAILING_FILES: join(STORE_PATH, 'store.db'),
  FAILURE_FILE: control,
};
let gateway: Gateway;

afterEach(async () => {
  await gateway.stop();
});

afterAll(() => {
  preload.remove();
  rmSync(directory, { recursive: true });
});

/** Makes writing to the store fail with this error number; 0: writing works; below 0: only syncing fails. */
function fail(number: number): void {
  writeFileSync(control, String(number));
}

const { ENOSPC, EROFS, EIO } = constants.errno;

test.each([
  ['full', ENOSPC, 'SQLITE_FULL'],
  ['read-only', EROFS, 'SQLITE_IOERR'],
  ['broken', EIO, 'SQLITE_IOERR'],
  ['unable to sync', -EIO, 'SQLITE_IOERR'],
])(
  'a store on a disk that is %s is unavailable, loses nothing, and recovers by itself',
  async (_what, number, reason) => {
    fail(0);
    gateway = await Gateway.start(settings);
    const { client } = gateway;
    const [before, during] = [newMobile(), newMobile()];
    const first = await client.start('ppi-levin', before, { key: `before-${number}` });
    expect(verdictOf(first)).toEqual({ status: 201, state: 'NOT_REGISTERED' });

    fail(number);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const refused = await client.start('ppi-levin', during, { key: `during-${number}` });
      expect(verdictOf(refused)).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' });
      expect(refused.headers.has('retry-after')).toBe(true);
    }
    expect((await client.get('/health/ready')).status).toBe(503);
    expect((await client.get('/health/live')).status).toBe(200);
    const notReady = await until('the store not to be ready', () =>
      gateway.log.find(({ event, dependency }) => event === 'not ready' && dependency === 'store'),
    );
    expect(notReady).toMatchObject({ reason });

    fail(0);
    expect((await client.get('/health/ready')).status).toBe(200);
    const served = await client.start('ppi-levin', during, { key: `during-${number}` });
    expect(verdictOf(served)).toEqual({ status: 201, state: 'NOT_REGISTERED' });

    await gateway.kill();
    gateway = await Gateway.start(settings);
    for (const [mobile, key, answer] of [
      [before, `before-${number}`, first],
      [during, `during-${number}`, served],
    ] as const)
      expect((await gateway.client.start('ppi-levin', mobile, { key })).text).toBe(answer.text);
  },
);
