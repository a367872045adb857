import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connected } from '../../src/store/redis/connection.js';
import { runScript } from '../../src/store/redis/run-script.js';
import { script } from '../../src/store/redis/scripts.js';
import { RedisServer } from './redis-servers.js';

const ECHO = script('return {KEYS[1], unpack(ARGV)}');
const TEXTS = ['', 'plain', 'é', '€ and 😀', 'a\r\nb', 'lone \ud800'];
const BYTES = [Buffer.alloc(0), Buffer.from([0, 10, 13, 127, 128, 255]), randomBytes(70_000)];

let server: RedisServer;
let client: Awaited<ReturnType<typeof connected>>;

beforeAll(async () => {
  server = await RedisServer.start();
  client = await connected({ mode: 'standalone', url: server.url });
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
