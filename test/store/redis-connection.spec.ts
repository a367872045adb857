import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { connected } from '../../src/store/redis/connection.js';
import { reasonOf } from '../../src/store/redis/failure.js';
import { eventually } from '../support/until.js';
import { RedisServer } from './redis-servers.js';

type Client = Awaited<ReturnType<typeof connected>>;

const SECRET = 'p@ss:w/rd';
/** A server with these data loads for eight seconds; meanwhile it answers once in 2 MiB. */
const [KEYS, BYTES, LOAD_MS_A_KEY] = [40, 1_050_000, 200];
const FILL = `for at = 1, ARGV[1] do redis.call('SET', 'key' .. at, string.rep('x', ARGV[2])) end`;

const REAL = ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] as const;

let server: RedisServer;
const clients: Client[] = [];

async function opened(url = server.url): Promise<Client> {
  const client = await connected({ mode: 'standalone', url });
  clients.push(client);
  return client;
}

const failed = (answer: Promise<unknown>): Promise<string> => answer.then(() => 'no failure', reasonOf);

/** Resolves with the next event; `once` of node:events would reject at the errors of a lost connection. */
function next(client: Client, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    client.once(event, resolve);
  });
}

/** Whether a connection is used again after it was lost. */
function serves(client: Client): Promise<boolean> {
  return client.ping().then(() => true);
}

beforeAll(async () => {
  server = await RedisServer.start(['bind', '127.0.0.1 ::1']);
});

beforeEach(() => server.ask('FLUSHALL'));

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const client of clients.splice(0)) client.disconnect();
});

afterAll(() => server.stop());

describe('the address of a Redis', () => {
  it('names the user, the password and the database', async () => {
    await server.ask('ACL', 'SETUSER', 'ga/teway', 'on', `>${SECRET}`, '~*', '+@all');
    const client = await opened(`redis://ga%2Fteway:${encodeURIComponent(SECRET)}@${server.node}/3`);
    expect(String(await client.call('ACL', 'WHOAMI'))).toBe('ga/teway');
    await client.set('key-1', 1);
    expect(String(await server.ask('INFO', 'keyspace'))).toMatch(/\bdb3:keys=1,/);
  });

  it('may have no user, and then the password is that of the default one', async () => {
    const open = await opened();
    await open.call('ACL', 'SETUSER', 'default', 'resetpass', `>${SECRET}`);
    try {
      const client = await opened(`redis://:${encodeURIComponent(SECRET)}@${server.node}`);
      expect(String(await client.call('ACL', 'WHOAMI'))).toBe('default');
      expect(await failed(connected({ mode: 'standalone', url: server.url }))).toBe('NOAUTH');
    } finally {
      await open.call('ACL', 'SETUSER', 'default', 'nopass');
    }
  });

  it('may be an IPv6 address', async () => {
    const client = await opened(`redis://[::1]:${server.port}`);
    expect(String(await client.call('CLIENT', 'INFO'))).toContain(` laddr=[::1]:${server.port} `);
  });
});

describe('commands', () => {
  it('of one pass of the event loop reach Redis together', async () => {
    const client = await opened();
    const reads = async (): Promise<number> =>
      Number(/total_reads_processed:(\d+)/.exec(await client.info('stats'))?.[1]);
    // The end of the connection of another test is a read, too.
    await eventually('the other clients to be gone', async () =>
      (await client.info('clients')).includes('connected_clients:1\r'),
    );
    const before = await reads();
    await Promise.all(Array.from({ length: 500 }, () => client.incr('count')));
    // The second look is a read, too.
    expect(await reads()).toBe(before + 2);
    expect(String(await client.get('count'))).toBe('500');
  });

  it('fail at once, with the reason, while there is no connection', async () => {
    const client = await opened();
    await server.kill();
    try {
      await next(client, 'error');
      jest.useFakeTimers({ doNotFake: [...REAL] });
      await expect(client.ping()).rejects.toMatchObject({
        message: 'There is no connection to Redis',
        cause: { code: 'ECONNREFUSED' },
      });
    } finally {
      jest.useRealTimers();
      await server.restart();
    }
  });

  it('that a lost connection leaves unanswered fail, and are not sent again', async () => {
    const client = await opened();
    await server.ask('CLIENT', 'PAUSE', 60_000, 'WRITE');
    const lost = failed(client.incr('count'));
    await eventually('the command', async () =>
      / cmd=incr /.test(String(await server.ask('CLIENT', 'LIST'))),
    );
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    expect(await lost).toBe('UNAVAILABLE');
    await server.ask('CLIENT', 'UNPAUSE');
    await eventually('the connection', () => serves(client));
    expect(await client.exists('count')).toBe(0);
  });

  it('are sent to no other database than that of the address', async () => {
    await server.ask('ACL', 'SETUSER', 'selects', 'on', `>${SECRET}`, '~*', '+@all');
    const client = await opened(`redis://selects:${encodeURIComponent(SECRET)}@${server.node}/2`);
    await server.ask('ACL', 'SETUSER', 'selects', '-select');
    await server.ask('CLIENT', 'KILL', 'USER', 'selects');
    await next(client, 'connect');
    await next(client, 'reconnecting');
    await client.set('key-1', 1).catch(() => undefined);
    await server.ask('ACL', 'SETUSER', 'selects', '+select');
    await eventually('the connection', () => serves(client));
    await client.set('key-1', 1);
    expect(String(await server.ask('INFO', 'keyspace'))).toMatch(/^# Keyspace\s+db2:keys=1,\S+\s*$/);
  });
});

describe('a lost connection', () => {
  it('is tried less and less often, but at once if it lasted for a second', async () => {
    let later = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => later);
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const client = await opened();
    const pauses: number[] = [];
    client.on('reconnecting', (pause: number) => {
      pauses.push(pause);
      jest.advanceTimersByTime(pause);
    });
    jest.useFakeTimers({ doNotFake: [...REAL] });
    const lost = async (after: number): Promise<number> => {
      later += after;
      const ready = next(client, 'ready');
      client.disconnect(true);
      await ready;
      return pauses.splice(0)[0] ?? 0;
    };
    expect([await lost(1001), await lost(0), await lost(1001)]).toEqual([75, 150, 75]);

    await server.kill();
    while (pauses.length < 7) await next(client, 'reconnecting');
    client.disconnect();
    jest.useRealTimers();
    await server.restart();
    expect(pauses.slice(0, 7)).toEqual([150, 300, 600, 1200, 1500, 1500, 1500]);
  });

  it('is left if it does not become ready within two seconds', async () => {
    const slow = await RedisServer.start(['rdbcompression', 'no']);
    const client = await opened(slow.url);
    await client.eval(FILL, 0, KEYS, BYTES);
    await client.save();
    await client.config('SET', 'key-load-delay', LOAD_MS_A_KEY * 1000);
    await client.config('REWRITE');
    const seen: string[] = [];
    for (const event of ['connect', 'close', 'ready']) client.on(event, () => seen.push(event));
    const restarted = slow.restart();
    await next(client, 'connect');
    const connectedAt = performance.now();
    // Meanwhile a command fails at once.
    expect(await failed(client.get('key1'))).toBe('UNAVAILABLE');
    expect(seen.at(-1)).toBe('connect');
    await Promise.race([next(client, 'close'), next(client, 'ready')]);
    expect(performance.now() - connectedAt).toBeGreaterThan(1950);
    await slow.ask('CONFIG', 'SET', 'key-load-delay', 0);
    await restarted;
    await eventually('the connection', () => serves(client));
    expect(seen.slice(seen.indexOf('connect')).slice(0, 3)).toEqual(['connect', 'close', 'connect']);
    await slow.stop();
  });

  it('is kept once it is ready, even if the one before it was not', async () => {
    const client = await opened();
    jest.useFakeTimers({ doNotFake: [...REAL] });
    const reconnected = async (event: 'connect' | 'ready'): Promise<void> => {
      client.disconnect(true);
      await next(client, 'reconnecting');
      const made = next(client, event);
      jest.advanceTimersByTime(2000);
      await made;
    };
    await reconnected('connect');
    await reconnected('ready');
    const id = await client.client('ID');
    jest.advanceTimersByTime(2000);
    expect(client.status).toBe('ready');
    expect(await client.client('ID')).toBe(id);
  });
});
