import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connected, type RedisAddress } from '../../src/store/redis/connection.js';
import { freePorts, RedisServer } from './redis-servers.js';

const SECRET = 'of/this/test';
const ENCODED = encodeURIComponent(SECRET);

/** Without a password, with one for each of its users, and without any answer. */
let open: RedisServer;
let closed: RedisServer;
let silent: RedisServer;
let unused: string;

/** Why a start fails, after asserting that it does not contain the password. */
async function refusal(address: RedisAddress): Promise<string> {
  const error = await connected(address).then(
    () => new Error('connected'),
    (one: unknown) => one as Error,
  );
  expect(error.message).not.toContain(SECRET);
  expect(error.message).not.toContain(ENCODED);
  return error.message;
}

beforeAll(async () => {
  [open, closed, silent] = await Promise.all([RedisServer.start(), RedisServer.start(), RedisServer.start()]);
  unused = `127.0.0.1:${String((await freePorts(1))[0])}`;
  await closed.ask('ACL', 'SETUSER', 'gateway', 'on', `>${SECRET}`, '~*', '+@all');
  await closed.ask('ACL', 'SETUSER', 'few', 'on', `>${SECRET}`, '~*', '+@all', '-select');
  await closed.ask('ACL', 'SETUSER', 'default', 'resetpass', `>${SECRET}`);
  silent.freeze();
});

afterAll(async () => {
  for (const server of [open, closed, silent]) await server.stop();
});

describe('a start reports that', () => {
  it('a password is wrong', async () => {
    const url = `redis://gateway:${ENCODED}x@${closed.node}`;
    expect(await refusal({ mode: 'standalone', url })).toMatch(
      /^Redis \(standalone\) cannot be reached: WRONGPASS; user and password in REDIS_URL/,
    );
  });

  it.each(['standalone', 'cluster', 'sentinel'] as const)(
    'a password is missing, in mode %s',
    async (mode) => {
      const url = mode === 'standalone' ? closed.url : 'redis://gateway';
      expect(await refusal({ mode, url, nodes: [closed.node] })).toContain(
        `Redis (${mode}) cannot be reached: NOAUTH; `,
      );
    },
  );

  it.each([
    ['of a cluster', 'cluster', `redis://gateway:${ENCODED}x@cluster`],
    ['of the Sentinels', 'sentinel', `redis://gateway:${ENCODED}@gateway?sentinelPassword=${ENCODED}x`],
  ] as const)('the password %s is wrong', async (_what, mode, url) => {
    expect(await refusal({ mode, url, nodes: [closed.node] })).toContain(
      `Redis (${mode}) cannot be reached: WRONGPASS; `,
    );
  });

  it('a node is in no cluster', async () => {
    expect(await refusal({ mode: 'cluster', url: open.url })).toMatch(/: ERR\.$/);
  });

  it('a server is no Sentinel, though its password is right', async () => {
    const url = `redis://gateway:x@gateway?sentinelPassword=${ENCODED}`;
    expect(await refusal({ mode: 'sentinel', url, nodes: [closed.node] })).toContain(': UNAVAILABLE; ');
  });

  it.each(['standalone', 'cluster', 'sentinel'] as const)('nothing listens, in mode %s', async (mode) => {
    const url = `redis://gateway:${ENCODED}@${unused}?sentinelPassword=${ENCODED}`;
    expect(await refusal({ mode, url, nodes: [unused] })).toContain(
      `Redis (${mode}) cannot be reached: ECONNREFUSED; nothing listens`,
    );
  });

  it('nothing listens at the node of a cluster that REDIS_URL names', async () => {
    expect(await refusal({ mode: 'cluster', url: `redis://${unused}` })).toContain(': ECONNREFUSED; ');
  });

  it('no server answers', async () => {
    expect(await refusal({ mode: 'standalone', url: silent.url })).toMatch(/: TIMEOUT; no answer/);
  });

  it('a database does not exist, and writes to no other', async () => {
    expect(await refusal({ mode: 'standalone', url: `${open.url}/99` })).toMatch(
      /: ERR; the database in REDIS_URL/,
    );
    expect(await open.ask('DBSIZE')).toBe(0);
  });

  it('a user may not select a database', async () => {
    const url = `redis://few:${ENCODED}@${closed.node}/1`;
    expect(await refusal({ mode: 'standalone', url })).toMatch(
      /: NOPERM; the database in REDIS_URL.*\+select/,
    );
  });

  it('a cluster has only database 0', async () => {
    await expect(connected({ mode: 'cluster', url: `${open.url}/1` })).rejects.toMatchObject({
      name: 'StartFailure',
      message: expect.stringContaining('only database 0') as unknown,
    });
  });

  it('an address is none of a Redis', async () => {
    await expect(connected({ mode: 'standalone', url: `http://${open.node}` })).rejects.toThrow(
      /starts with redis:\/\/ or rediss:\/\//,
    );
  });
});
