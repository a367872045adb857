import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority, type Identity } from '../resilience/certificates.js';
import { refusedStart, type Settings } from '../support/gateway.js';
import { announced, startPrimaries, type Primary } from '../store/redis-primaries.js';
import { expectServed, settingsFor } from './primaries.js';

const NAME = 'localhost';
const IPV4 = '127.0.0.1';

let directory: string;
let authority: Authority;
let own: Identity;
let others: Identity;
let primaries: readonly Primary[] = [];
const stops: (() => unknown)[] = [];

/** Settings of redis.conf for a server with that certificate. */
function showing(name: string, { cert, key }: Identity): readonly string[] {
  const file = join(directory, name);
  writeFileSync(`${file}.pem`, cert);
  writeFileSync(`${file}.key`, key);
  return ['tls-cert-file', `${file}.pem`, 'tls-key-file', `${file}.key`];
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  authority = new Authority();
  own = authority.issue(NAME);
  others = authority.issue('elsewhere.test');
  const tls = ['tls-auth-clients', 'no', 'tls-ca-cert-file', authority.file, ...showing('own', own)];
  primaries = await startPrimaries({ ip: IPV4, name: NAME, tls });
}, 60_000);

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  for (const { server } of primaries) await server.stop();
  authority.remove();
  rmSync(directory, { recursive: true });
});

/** Settings of a gateway that trusts the authority and knows only that port of the cluster. */
function settings(port: number): Settings {
  return { ...settingsFor('rediss', `${NAME}:${port}`), NODE_EXTRA_CA_CERTS: authority.file };
}

async function announceAddresses(): Promise<void> {
  for (const { server } of primaries)
    await server.ask('CONFIG', 'SET', 'cluster-preferred-endpoint-type', 'ip');
  await announced(primaries, IPV4);
}

/** Like the configuration endpoint of a managed cluster: forwards to a node, but is not announced. @returns its port */
async function endpoint(): Promise<number> {
  const server = createServer(own, (socket) => {
    const node = connect({ host: IPV4, port: primaries[0]?.port ?? 0, rejectUnauthorized: false });
    for (const one of [socket, node]) one.on('error', () => undefined);
    socket.pipe(node).pipe(socket);
  });
  server.listen(0, IPV4);
  stops.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a cluster whose certificates contain names and no addresses is reached', () => {
  test('by the names that it announces', async () => {
    await expectServed(settings(await endpoint()), primaries);
  });

  test('by the addresses that it announces, if its certificates contain a name of REDIS_NODES', async () => {
    await announceAddresses();
    await expectServed(settings(primaries[0]?.port ?? 0), primaries);
  });

  test('but not with other certificates, which the start reports in one sentence', async () => {
    await announceAddresses();
    const port = await endpoint();
    for (const { server } of primaries) await server.ask('CONFIG', 'SET', ...showing('others', others));

    const { code, log } = await refusedStart(settings(port));

    expect(code).toBe(1);
    expect(log.map(({ event }) => event)).not.toContain('crashed');
    expect(log.find(({ event }) => event === 'start failed')).toMatchObject({
      reason: expect.stringMatching(/^Redis \(cluster\) cannot be reached: .*ERR_TLS_CERT_ALTNAME_INVALID/),
    });
  });
});
