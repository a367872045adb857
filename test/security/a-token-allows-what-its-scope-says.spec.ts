import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Reply } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';
import { expectAsExample } from '../support/compared-example.js';

const AGENT = '20810200';

let gateway: Gateway;
let keySet: KeySetFile;
let key: SigningKey;

beforeAll(async () => {
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
  gateway = await Gateway.start(keySet.settings);
});

afterAll(async () => {
  await gateway.kill();
  keySet.remove();
});

async function callWith(token: string | Promise<string>): Promise<Reply> {
  return gateway.client.get('/v1/products', bearing(await token));
}

describe('the scope', () => {
  const start = (token: string): Promise<Reply> =>
    gateway.client.start('ppi-levin', '9812300001', { headers: bearing(token) });
  const scoped = (scope: unknown): Promise<string> => key.token(AGENT, { claims: { scope } });

  it('onboarding:read allows reads and no changes', async () => {
    const token = await scoped('onboarding:read profile');
    expect((await callWith(token)).status).toBe(200);
    const reply = await start(token);
    expect(problemOf(reply)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expectAsExample(reply);
    expect(reply.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="onboarding:write"',
    );
  });

  it('onboarding:write allows changes and no reads', async () => {
    const token = await scoped('onboarding:write');
    expect((await start(token)).status).toBe(201);
    expect(problemOf(await callWith(token)).code).toBe('FORBIDDEN');
  });

  it('onboarding:write allows an erasure, and onboarding:read does not', async () => {
    const begun = onboardingOf(await start(await key.token(AGENT)));
    const erase = async (scope: string): Promise<Reply> =>
      gateway.client.delete(`/v1/ppi-levin/onboardings/${begun.id}`, bearing(await scoped(scope)));
    expect(problemOf(await erase('onboarding:read')).code).toBe('FORBIDDEN');
    expect((await erase('onboarding:write')).status).toBe(204);
  });

  it.each([
    undefined,
    '',
    'onboarding',
    'onboarding:reads',
    'ONBOARDING:READ',
    'xonboarding:read',
    [['onboarding:reads']],
    [['onboarding:read,onboarding:write']],
    [[['onboarding:read']]],
    [{ 'onboarding:read': true }],
    'onboarding:read,onboarding:write',
  ])('%p allows nothing', async (scope) => {
    expect(problemOf(await callWith(scoped(scope))).code).toBe('FORBIDDEN');
  });
});

describe('the agent', () => {
  it('is taken only from the token, never from header or body', async () => {
    const token = await key.token('20810201');
    const headers = { ...bearing(token), user_code: '20810202', 'x-user-code': '20810202' };
    const mine = await gateway.client.start('ppi-levin', '9812300002', { headers: bearing(token) });
    const again = await gateway.client.start('ppi-levin', '9812300002', { headers });
    expect(onboardingOf(again).id).toBe(onboardingOf(mine).id);
    const body = { mobile: '9812300003', user_code: '20810202' };
    const refused = await gateway.client.post('/v1/ppi-levin/onboardings', body, { headers: bearing(token) });
    expect(problemOf(refused).code).toBe('VALIDATION_FAILED');
  });
});
