import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Client, Reply } from './support/client.js';
import type { Gateway } from './support/gateway.js';
import { exchange } from './support/raw-http.js';
import { sharedGateway } from './support/shared-gateway.js';
import { until } from './support/until.js';

let client: Client;
let gateway: Gateway;
let page: Reply;
beforeAll(async () => {
  gateway = await sharedGateway();
  ({ client } = gateway);
  page = await client.get('/try');
});

/** The addresses that the page loads. */
const addresses = (): string[] =>
  [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, one = '']) => one);

function directivesOf({ headers }: Reply): ReadonlyMap<string, string> {
  const policy = headers.get('content-security-policy') ?? '';
  return new Map(
    policy.split('; ').map((one) => [one.split(' ')[0] ?? '', one.split(' ').slice(1).join(' ')]),
  );
}

describe('/try in the sandbox', () => {
  test('is a page whose scripts and styles are files of the gateway, named by their content', async () => {
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(addresses().length).toBeGreaterThanOrEqual(3);
    for (const address of addresses()) {
      expect(address).toMatch(/^\/try\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
      const file = await client.get(address);
      expect(file.status).toBe(200);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await client.get('/try/')).text).toBe(page.text);
  });

  test('has nothing inline, and may call the gateway and fingerprint devices of this machine only', () => {
    expect(page.text).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
    const directives = directivesOf(page);
    expect(directives.get('default-src')).toBe("'none'");
    for (const name of ['script-src', 'style-src', 'img-src', 'media-src'])
      expect(directives.get(name)).toBe("'self'");
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'trusted-types'])
      expect(directives.get(name)).toBe("'none'");
    const [self, ...devices] = (directives.get('connect-src') ?? '').split(' ');
    expect(self).toBe("'self'");
    expect(devices[0]).toBe('http://127.0.0.1:11100');
    expect(devices.at(-1)).toBe('http://127.0.0.1:11120');
    expect(devices).toHaveLength(21);
  });

  test.each(['/try/../package.json', '/try/%2e%2e/main.js', '/try/assets/..%2f..%2fmain.js', '/try/none.js'])(
    '%s is no file of it',
    async (path) => {
      const answer = await exchange(
        gateway.url,
        `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    },
  );

  test('lists the test customers and faults of the simulator beside its OTPs', async () => {
    const { body } = await client.get('/sandbox/customers');
    expect(body).toMatchObject({
      customers: expect.arrayContaining([
        { code: '302', mobile: '9900000302', description: 'every OTP is wrong' },
      ]) as unknown,
      calls: expect.arrayContaining([{ digit: '4', description: 'the first look-up' }]) as unknown,
      faults: expect.arrayContaining([
        { digits: '29', executed: 'REFUSED', description: 'HTTP 429' },
      ]) as unknown,
    });
  });

  test('is named by the start', async () => {
    await until('the banner', () => gateway.output.includes('curl -s') || undefined);
    expect(gateway.output).toContain(`Try it: ${gateway.url}/try`);
  });
});
