import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { connected } from '../../src/store/redis/connection.js';
import { eventually } from '../support/until.js';
import { RedisServer } from './redis-servers.js';

type Client = Awaited<ReturnType<typeof connected>>;

const SECRET = 'of/this/test';
const ENCODED = encodeURIComponent(SECRET);
const BOTH = ['bind', '127.0.0.1 ::1'];

let primary: RedisServer;
let sentinel: RedisServer;
const clients: Client[] = [];

async function opened(url: string): Promise<Client> {
  const client = await connected({ mode: 'sentinel', url, nodes: [`[::1]:${sentinel.port}`] });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  primary = await RedisServer.start();
  await primary.ask('ACL', 'SETUSER', 'gateway', 'on', `>${SECRET}`, '~*', '+@all');
  sentinel = await RedisServer.start(BOTH, {
    sentinel: `sentinel monitor own-name 127.0.0.1 ${primary.port} 1`,
  });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

afterAll(async () => {
  await sentinel.stop();
  await primary.stop();
});

it('Sentinels that come back later are waited for', async () => {
  const client = await opened('redis://own-name');
  await sentinel.kill();
  await primary.restart();
  await eventually('the failure', async () => {
    await expect(client.ping()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('All sentinels are unreachable') as unknown },
    });
    return true;
  });
  await sentinel.restart();
  await eventually('the connection', () => client.ping().then(() => true));
});

it('Sentinels have a password of their own', async () => {
  await primary.ask('ACL', 'SETUSER', 'gateway', 'on', `>${SECRET}`, '~*', '+@all');
  await sentinel.ask('ACL', 'SETUSER', 'default', 'resetpass', '>of the Sentinel');
  const client = await opened(
    `redis://gateway:${ENCODED}@own-name/2?sentinelPassword=${encodeURIComponent('of the Sentinel')}`,
  );
  expect(String(await client.call('ACL', 'WHOAMI'))).toBe('gateway');
  await client.set('key-1', 1);
  expect(String(await primary.ask('INFO', 'keyspace'))).toMatch(/\bdb2:keys=1,/);
});
