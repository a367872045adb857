import { expect, it } from '@jest/globals';
import { problemOf } from '../support/client.js';
import { OPEN_PRODUCTION } from '../support/gateway.js';
import { sharedGateway } from '../support/shared-gateway.js';

const [sandbox, production] = await Promise.all([sharedGateway(), sharedGateway(OPEN_PRODUCTION)]);

/** The code of the problem with which a path is answered. */
async function codeAt(path: string): Promise<string> {
  return problemOf(await production.client.get(path)).code;
}

it('serves no page, though the simulator runs', async () => {
  const { text } = await sandbox.client.get('/try');
  const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(loaded.length).toBeGreaterThan(1);
  expect((await production.client.get('/sandbox/outbox')).status).toBe(200);
  for (const path of ['/try', '/try/', ...loaded])
    expect([path, await codeAt(path)]).toEqual([path, 'ROUTE_NOT_FOUND']);
});

it('serves the OpenAPI document, and no docs', async () => {
  for (const path of ['/docs', '/docs/scalar.js'])
    expect([path, await codeAt(path)]).toEqual([path, 'ROUTE_NOT_FOUND']);
  const { body } = await sandbox.client.get('/openapi.json');
  expect((await production.client.get('/openapi.json')).body).toEqual(body);
});

it('lets browsers call from no origin', async () => {
  for (const origin of ['https://app.example.in', 'http://localhost:5173']) {
    const headers = { origin };
    const reply = await production.client.get('/v1/products', headers);
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    const asked = await production.client.send('OPTIONS', '/v1/products', { headers });
    expect(problemOf(asked).code).toBe('METHOD_NOT_ALLOWED');
  }
});
