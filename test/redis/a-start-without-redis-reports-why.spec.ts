import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../resilience/certificates.js';
import { refusedStart } from '../support/gateway.js';
import { sharedRedis } from '../support/shared-redis.js';
import { freePorts, RedisServer } from '../store/redis-servers.js';

const PASSWORD = 'of-this-test-alone';

let directory: string;
let authority: Authority;
let open: RedisServer;
let closed: RedisServer;
let silent: RedisServer;
let encrypted: RedisServer;
let tlsPort: number;

/** The reason why a gateway cannot use a Redis, after asserting that it does not contain the password. */
async function refusal(url: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, output } = await refusedStart({ ...sharedRedis(url), ...settings });
  expect(code).toBe(1);
  expect(output).not.toContain(PASSWORD);
  return output;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  authority = new Authority();
  const { cert, key } = authority.issue('elsewhere.test');
  writeFileSync(join(directory, 'cert.pem'), cert);
  writeFileSync(join(directory, 'key.pem'), key);
  [tlsPort = 0] = await freePorts(1);
  open = await RedisServer.start();
  closed = await RedisServer.start();
  silent = await RedisServer.start();
  await closed.ask('ACL', 'SETUSER', 'gateway', 'on', `>${PASSWORD}`, '~*', '+@all');
  await closed.ask('ACL', 'SETUSER', 'few', 'on', `>${PASSWORD}`, '~*', '+@all', '-select');
  await closed.ask('ACL', 'SETUSER', 'default', 'off');
  encrypted = await RedisServer.start([
    ...['tls-port', String(tlsPort), 'tls-auth-clients', 'no'],
    ...['tls-cert-file', join(directory, 'cert.pem'), 'tls-key-file', join(directory, 'key.pem')],
    ...['tls-ca-cert-file', authority.file],
  ]);
});

afterAll(async () => {
  await open.stop();
  await closed.stop();
  await silent.stop();
  await encrypted.stop();
  authority.remove();
  rmSync(directory, { recursive: true });
});

describe('a start reports why Redis cannot be used:', () => {
  test('a wrong password', async () => {
    expect(await refusal(`redis://gateway:${PASSWORD}x@${closed.node}`)).toMatch(/WRONGPASS.*REDIS_URL/);
  });

  test('a missing password', async () => {
    expect(await refusal(closed.url)).toMatch(/NOAUTH.*REDIS_URL/);
  });

  test('a host name that does not exist', async () => {
    expect(await refusal(`redis://gateway:${PASSWORD}@redis.invalid:6379`)).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  test('a port on which nothing listens', async () => {
    const [port] = await freePorts(1);
    expect(await refusal(`redis://gateway:${PASSWORD}@127.0.0.1:${String(port)}`)).toMatch(/ECONNREFUSED/);
  });

  test('a Redis that accepts connections and does not answer', async () => {
    silent.freeze();
    expect(await refusal(silent.url)).toMatch(/TIMEOUT; no answer/);
  });

  test('Sentinels that do not listen', async () => {
    const [port] = await freePorts(1);
    const settings = { REDIS_MODE: 'sentinel', REDIS_NODES: `127.0.0.1:${String(port)}` };
    expect(await refusal('redis://gateway', settings)).toMatch(/ECONNREFUSED/);
  });

  test('cluster nodes that do not listen', async () => {
    const [port] = await freePorts(1);
    const settings = { REDIS_MODE: 'cluster', REDIS_NODES: `127.0.0.1:${String(port)}` };
    expect(await refusal('redis://cluster', settings)).toMatch(/ECONNREFUSED/);
  });

  test('TLS with a Redis without TLS', async () => {
    expect(await refusal(`rediss://gateway:${PASSWORD}@${open.node}`)).toMatch(
      /with rediss:\/\/ Redis must speak TLS|WRONG_VERSION/,
    );
  });

  test('no TLS with a Redis that requires it', async () => {
    expect(await refusal(`redis://gateway:${PASSWORD}@127.0.0.1:${tlsPort}`)).toMatch(/rediss:\/\//);
  });

  test('a certificate that is not trusted', async () => {
    expect(await refusal(`rediss://gateway:${PASSWORD}@127.0.0.1:${tlsPort}`)).toMatch(
      /SELF_SIGNED_CERT_IN_CHAIN.*NODE_EXTRA_CA_CERTS/,
    );
  });

  test('a certificate of another host', async () => {
    const trusting = { NODE_EXTRA_CA_CERTS: authority.file };
    expect(await refusal(`rediss://127.0.0.1:${tlsPort}`, trusting)).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  test('a database that does not exist, and nothing is written to another one', async () => {
    expect(await refusal(`${open.url}/99`)).toMatch(/ERR; the database in REDIS_URL/);
    expect(await open.ask('DBSIZE')).toBe(0);
  });

  test('a database that the user may not select', async () => {
    expect(await refusal(`redis://few:${PASSWORD}@${closed.node}/1`)).toMatch(
      /NOPERM; the database in REDIS_URL.*\+select/,
    );
  });

  test('a database other than 0 in a cluster', async () => {
    expect(await refusal(`${open.url}/1`, { REDIS_MODE: 'cluster', REDIS_NODES: open.node })).toMatch(
      /REDIS_URL/,
    );
  });
});
