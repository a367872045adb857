import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { connected } from '../../src/store/redis/connection.js';
import { COMMAND_TIMEOUT_MS, runScript } from '../../src/store/redis/run-script.js';
import { script } from '../../src/store/redis/scripts.js';
import { RedisServer } from './redis-servers.js';

const ECHO = script('return {KEYS[1], unpack(ARGV)}');
const COUNT_AND_FAIL = script(`
redis.call('INCR', KEYS[1])
return redis.error_reply('MISCONF no disk')
`);
const TEXTS = ['', 'plain', 'é', '€ and 😀', 'a\r\nb', 'lone \ud800'];
const BYTES = [Buffer.alloc(0), Buffer.from([0, 10, 13, 127, 128, 255]), randomBytes(70_000)];

let server: RedisServer;
let client: Awaited<ReturnType<typeof connected>>;

beforeAll(async () => {
  server = await RedisServer.start();
  client = await connected({ mode: 'standalone', url: server.url });
});

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
});

afterEach(() => {
  const left = jest.getTimerCount();
  jest.useRealTimers();
  expect(left).toBe(0);
});

afterAll(async () => {
  client.disconnect();
  await server.stop();
});

it('A script gets every text as UTF-8, every number as text and every byte as it is, loaded or not', async () => {
  const args = [...TEXTS, ...BYTES, 0, 1_800_000_000_000];
  const expected = ['{ключ}', ...args].map((one) => (Buffer.isBuffer(one) ? one : Buffer.from(String(one))));
  for (const known of [false, true])
    expect([known, await runScript(client, ECHO, ['{ключ}'], args)]).toEqual([known, expected]);
});

it('A script that fails, loaded or not, is not run a second time, and its failure has the word of Redis', async () => {
  for (const runs of [1, 2]) {
    await expect(runScript(client, COUNT_AND_FAIL, ['runs'], [])).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringMatching(/: MISCONF$/) as unknown,
      cause: { name: 'ReplyError' },
    });
    expect(String(await client.get('runs'))).toBe(String(runs));
  }
});

it('A script without an answer fails when its time is over, and not before', async () => {
  let ended = false;
  server.freeze();
  try {
    const late = runScript(client, ECHO, ['{late}'], []).finally(() => (ended = true));
    const failed = expect(late).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringMatching(/: TIMEOUT$/) as unknown,
      cause: { name: 'TimedOut' },
    });
    jest.advanceTimersByTime(COMMAND_TIMEOUT_MS - 1);
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    jest.advanceTimersByTime(1);
    await failed;
  } finally {
    server.thaw();
    await client.ping(); // ioredis has a timer of its own as long as a reply is missing
  }
});
