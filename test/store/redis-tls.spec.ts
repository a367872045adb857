import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connected, type RedisAddress } from '../../src/store/redis/connection.js';
import { Authority } from '../resilience/certificates.js';
import { announced, startPrimaries, type Primary } from './redis-primaries.js';
import { freePorts, RedisServer } from './redis-servers.js';

/** The certificate contains this name and no address. */
const NAME = 'localhost';
const IP = '127.0.0.1';

const trusted = getCACertificates('default');
let authority: Authority;
let directory: string;
let tls: readonly string[];
const ports = { redis: 0, sentinel: 0 };
let redis: RedisServer;
let sentinel: RedisServer;
let cluster: readonly Primary[] = [];
const stops: (() => unknown)[] = [];

/** The port of the server to which a client is connected. */
async function portOf(address: RedisAddress): Promise<number> {
  const client = await connected(address);
  stops.push(() => {
    client.disconnect();
  });
  return Number(/ laddr=\S+:(\d+) /.exec((await client.call('CLIENT', 'INFO')) as string)?.[1]);
}

beforeAll(async () => {
  authority = new Authority();
  setDefaultCACertificates([...trusted, readFileSync(authority.file, 'utf8')]);
  directory = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  const { cert, key } = authority.issue(NAME);
  writeFileSync(join(directory, 'cert.pem'), cert);
  writeFileSync(join(directory, 'key.pem'), key);
  tls = [
    ...['tls-auth-clients', 'no', 'tls-ca-cert-file', authority.file, 'tls-replication', 'yes'],
    ...['tls-cert-file', join(directory, 'cert.pem'), 'tls-key-file', join(directory, 'key.pem')],
  ];
  [ports.redis = 0, ports.sentinel = 0] = await freePorts(2);
  redis = await RedisServer.start([...tls, 'tls-port', String(ports.redis)]);
  sentinel = await RedisServer.start([...tls, 'tls-port', String(ports.sentinel)], {
    sentinel: [
      ...['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'],
      `sentinel monitor own-name ${NAME} ${ports.redis} 1`,
    ].join('\n'),
  });
  cluster = await startPrimaries({ count: 1, ip: IP, name: NAME, tls });
}, 60_000);

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  for (const server of [sentinel, redis, ...cluster.map((one) => one.server)]) await server.stop();
  authority.remove();
  rmSync(directory, { recursive: true });
});

describe('with rediss:// the gateway speaks TLS', () => {
  it('with a Redis', async () => {
    expect(await portOf({ mode: 'standalone', url: `rediss://${NAME}:${ports.redis}` })).toBe(ports.redis);
  });

  it('with Sentinels, and with the primary that they name', async () => {
    const nodes = [`${NAME}:${ports.sentinel}`];
    expect(await portOf({ mode: 'sentinel', url: 'rediss://own-name', nodes })).toBe(ports.redis);
  });

  it('with a cluster that announces names, or addresses that its certificates do not contain', async () => {
    const [{ server, port } = { server: redis, port: 0 }] = cluster;
    const address = { mode: 'cluster', url: 'rediss://cluster', nodes: [`${NAME}:${port}`] } as const;
    expect(await portOf(address)).toBe(port);
    await server.ask('CONFIG', 'SET', 'cluster-preferred-endpoint-type', 'ip');
    await announced(cluster, IP);
    expect(await portOf(address)).toBe(port);
  });
});
