import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { verdictOf, type Reply } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';

const PRELOAD = new URL('end-database-thread.mjs', import.meta.url).pathname;
const STORE_PATH = mkdtempSync(join(tmpdir(), 'ended-thread-'));
/** The thread ends while most of them start. */
const CUSTOMERS = 100;
let gateway: Gateway;

afterEach(async () => {
  await gateway.kill();
  rmSync(STORE_PATH, { recursive: true, force: true });
});

test.each(['termination', 'an error'])(
  'a database thread that ends by %s ends the process, and the next one has all that was answered',
  async (END_BY) => {
    gateway = await Gateway.start({ STORE_PATH, NODE_OPTIONS: `--import ${PRELOAD}`, END_BY });
    const { client } = gateway;
    const answered = new Map<string, Reply>();
    const starts = Array.from({ length: CUSTOMERS }, async () => {
      const mobile = newMobile();
      const reply = await client.start('ppi-levin', mobile, { key: mobile });
      answered.set(mobile, reply);
      if (answered.size === 20) gateway.signal('SIGUSR2');
    });
    expect(await gateway.exited()).toBe(1);
    await Promise.allSettled(starts);
    expect(await gateway.event('crashed')).toMatchObject({ type: 'DatabaseThreadEnded' });

    gateway = await Gateway.start({ STORE_PATH });
    const started = [...answered].filter(([, { status }]) => status === 201);
    expect(started.length).toBeGreaterThanOrEqual(20);
    for (const [mobile, reply] of started)
      expect((await gateway.client.start('ppi-levin', mobile, { key: mobile })).text).toBe(reply.text);
    const next = await gateway.client.start('ppi-levin', newMobile(), { key: 'next' });
    expect(verdictOf(next)).toEqual({ status: 201, state: 'NOT_REGISTERED' });
  },
);
