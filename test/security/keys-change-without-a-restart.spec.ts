import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf } from '../support/client.js';
import { Gateway, refusedStart } from '../support/gateway.js';
import { AUDIENCE, bearing, ISSUER, KeySetFile, seconds, SigningKey } from './issuer.js';
import { until } from '../support/until.js';

const AGENT = '20810200';

async function statusWith(gateway: Gateway, token: string | Promise<string>): Promise<number> {
  return (await gateway.client.get('/v1/products', bearing(await token))).status;
}

describe('a key set from an issuer', () => {
  let server: Server;
  let gateway: Gateway;
  let published: readonly SigningKey[] = [];
  let down = false;
  let asked = 0;
  let first: SigningKey;

  beforeAll(async () => {
    first = await SigningKey.make('first');
    published = [first];
    server = createServer((_request, response) => {
      asked += 1;
      if (down) response.writeHead(500).end();
      else response.end(JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    gateway = await Gateway.start({
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks.json`,
      AUTH_FAILURES_PER_MINUTE: '1000000',
    });
  });

  afterAll(async () => {
    await gateway.kill();
    server.close();
    server.closeAllConnections();
  });

  it('is fetched once, however many tokens are checked', async () => {
    const tokens = Array.from({ length: 20 }, (_, index) => first.token(`AGENT${index}`));
    const statuses = await Promise.all(tokens.map((token) => statusWith(gateway, token)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(asked).toBe(1);
  });

  it('is not fetched for every unknown key: clients without a valid token cannot overload the issuer', async () => {
    const before = asked;
    const untrustedKeys = Array.from({ length: 50 }, (_, index) => SigningKey.make(`untrusted-${index}`));
    for (const untrusted of untrustedKeys) {
      expect(await statusWith(gateway, (await untrusted).token(AGENT))).toBe(401);
    }
    expect(asked - before).toBeLessThanOrEqual(1);
  });

  it('stays valid while the issuer is down', async () => {
    down = true;
    expect(await statusWith(gateway, first.token('AGENT100'))).toBe(200);
    expect(await statusWith(gateway, (await SigningKey.make('second')).token(AGENT))).toBe(401);
    expect(await statusWith(gateway, first.token('AGENT101'))).toBe(200);
  });
});

describe('an issuer that is down when the gateway starts', () => {
  it('does not stop the start: requests get 503 with Retry-After, and succeed when the issuer is available', async () => {
    const key = await SigningKey.make('first');
    let down = true;
    // It keeps its port while it is down: another process of this machine could take a port that is free.
    const server = createServer((_request, response) => {
      if (down) response.socket?.destroy();
      else response.end(JSON.stringify({ keys: [key.publicJwk] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/jwks.json`;
    const gateway = await Gateway.start({
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: url,
      AUTH_FAILURES_PER_MINUTE: '2',
    });
    // More than the limit of refused tokens: none of these was refused, so the address is not limited.
    for (let call = 0; call < 5; call++) {
      const early = await gateway.client.get('/v1/products', bearing(await key.token(AGENT)));
      expect(problemOf(early)).toMatchObject({ status: 503, code: 'OVERLOADED' });
      expect(early.headers.get('retry-after')).toBe('5');
    }
    down = false;
    await until('the token to be accepted', async () =>
      (await statusWith(gateway, key.token(AGENT))) === 200 ? true : undefined,
    );
    await gateway.kill();
    server.close();
    server.closeAllConnections();
  });
});

describe('a key set from a file', () => {
  let gateway: Gateway;
  let file: KeySetFile;
  let first: SigningKey;
  let lasting: SigningKey;
  /** A token that expires during the tests below. */
  let shortLived: string;

  beforeAll(async () => {
    [first, lasting] = await Promise.all([SigningKey.make('first'), SigningKey.make('lasting')]);
    file = new KeySetFile(first, lasting);
    gateway = await Gateway.start(file.settings);
    shortLived = await lasting.token(AGENT, { claims: { exp: seconds() - 27 } });
    expect(await statusWith(gateway, shortLived)).toBe(200);
  });

  afterAll(async () => {
    await gateway.kill();
    file.remove();
  });

  const accepted = (token: string) => async (): Promise<true | undefined> =>
    (await statusWith(gateway, token)) === 200 ? true : undefined;

  it('adds a new key to the old one, and then refuses tokens of a removed key', async () => {
    const second = await SigningKey.make('second');
    const [old, fresh] = await Promise.all([first.token(AGENT), second.token(AGENT)]);
    expect(await statusWith(gateway, old)).toBe(200);
    expect(await statusWith(gateway, fresh)).toBe(401);
    file.hold(first, second, lasting);
    await until('the new key to be taken', accepted(fresh));
    expect(await statusWith(gateway, old)).toBe(200);
    file.hold(second, lasting);
    await until('the old key to be gone', async () =>
      (await statusWith(gateway, old)) === 401 ? true : undefined,
    );
    expect(await statusWith(gateway, fresh)).toBe(200);
  });

  // Other texts: src/auth/key-set.spec.ts.
  it('that becomes a set without a public key changes nothing', async () => {
    file.holdText('{"keys":[{"kty":"oct","k":"AAAA"}]}');
    await gateway.event('key set not loaded');
    expect(await statusWith(gateway, lasting.token('AGENT2'))).toBe(200);
  });

  it('a token that was accepted is refused once it has expired', async () => {
    await until('its expiry', async () => (await statusWith(gateway, shortLived)) === 401 || undefined);
    expect(await statusWith(gateway, lasting.token(AGENT))).toBe(200);
  });
});

// Other refusals: src/config/auth-config.spec.ts.
it('a start with a file without a public key is refused', async () => {
  const file = new KeySetFile();
  const { code, output } = await refusedStart(file.settings);
  expect(code).toBe(1);
  expect(output).toContain('AUTH_JWKS_FILE must name a JSON Web Key Set');
  file.remove();
});
