import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf } from '../support/client.js';
import { Gateway, type LogLine } from '../support/gateway.js';
import { until } from '../support/until.js';
import { bearing, KeySetFile, seconds, SigningKey, type Deviation } from './issuer.js';

interface ForeignToken {
  readonly madeBy: string;
  readonly what: string;
  readonly token: string;
}

/** Made once with these Python libraries; the keys were deleted, and the tokens expire in 2100. */
const FOREIGN = JSON.parse(
  readFileSync(new URL('../fixtures/tokens-of-other-libraries.json', import.meta.url), 'utf8'),
) as { readonly jwks: { readonly keys: readonly object[] }; readonly tokens: readonly ForeignToken[] };

const AGENT = '20810200';
const [READ, WRITE] = ['onboarding:read', 'onboarding:write'];
const files: KeySetFile[] = [];
const gateways: Gateway[] = [];

async function gatewayFor(
  keySet: KeySetFile,
  settings: Readonly<Record<string, string>> = {},
): Promise<Gateway> {
  files.push(keySet);
  const gateway = await Gateway.start({ ...keySet.settings, ...settings });
  gateways.push(gateway);
  return gateway;
}

const scopes = SigningKey.make('scopes');
let scoped: Promise<Gateway> | undefined;
/** Accepts the tokens of the other libraries, and reads the scopes from another claim. */
function scoping(): Promise<Gateway> {
  const start = async (): Promise<Gateway> => {
    const keySet = new KeySetFile();
    keySet.holdText(JSON.stringify({ keys: [...FOREIGN.jwks.keys, (await scopes).publicJwk] }));
    return gatewayFor(keySet, { AUTH_SCOPE_CLAIM: 'permissions' });
  };
  return (scoped ??= start());
}

let plain: Promise<Gateway> | undefined;
function plainGateway(): Promise<Gateway> {
  return (plain ??= gatewayFor(plainKeys));
}

async function statusFor(gateway: Gateway, token: string): Promise<number> {
  return (await gateway.client.get('/v1/products', bearing(token))).status;
}

/** The line of the log about a request of that id. */
function lineOf(gateway: Gateway, requestId: string): Promise<LogLine> {
  return until(`the line of ${requestId}`, () =>
    gateway.log.find((line) => line['event'] === 'request' && line['requestId'] === requestId),
  );
}

afterAll(async () => {
  for (const gateway of gateways) await gateway.kill();
  for (const file of files) file.remove();
});

describe('a token of another library', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await scoping();
  });

  it.each(FOREIGN.tokens)('is accepted: $madeBy, $what', async ({ token }) => {
    expect(await statusFor(gateway, token)).toBe(200);
  });

  it.each(FOREIGN.tokens)('that is changed is refused: $madeBy, $what', async ({ token }) => {
    const [header = '', , signature = ''] = token.split('.');
    const claims = { iss: 'https://issuer.example.in', aud: 'onboarding', exp: 4102444800, user_code: '1' };
    const changed = Buffer.from(JSON.stringify({ ...claims, permissions: READ })).toString('base64url');
    expect(await statusFor(gateway, `${header}.${changed}.${signature}`)).toBe(401);
  });
});

describe('the scope claim', () => {
  it.each<[string, Record<string, unknown>, number, number]>([
    ['a string with blanks', { permissions: `${READ} ${WRITE}` }, 200, 201],
    ['an array', { permissions: [READ, WRITE] }, 200, 201],
    [
      'an array that contains other values than strings',
      { permissions: [1, null, READ, { a: WRITE }] },
      200,
      403,
    ],
    ['for reading only', { permissions: READ }, 200, 403],
    [
      'under its usual name, which is not configured',
      { scope: `${READ} ${WRITE}`, permissions: undefined },
      403,
      403,
    ],
    ['an object', { permissions: { [READ]: true } }, 403, 403],
    ['a longer word', { permissions: `x${READ} ${READ}s` }, 403, 403],
  ])('of AUTH_SCOPE_CLAIM may be %s', async (_what, claims, reads, writes) => {
    const gateway = await scoping();
    const token = await (await scopes).token(AGENT, { claims: { scope: undefined, ...claims } });
    expect(await statusFor(gateway, token)).toBe(reads);
    const started = await gateway.client.start('dmt-fino', '9876543210', { headers: bearing(token) });
    expect(started.status === 200 ? 201 : started.status).toBe(writes);
  });
});

/** The keys of the gateway of the tests below. */
const plainKeys = new KeySetFile();

describe('a key without a kid', () => {
  it('with which the issuer begins to sign is found without a restart', async () => {
    const [first, second] = [await SigningKey.make('first'), await SigningKey.make('second')];
    const withoutKid = (key: SigningKey): object => ({ ...key.publicJwk, kid: undefined });
    plainKeys.holdText(JSON.stringify({ keys: [withoutKid(first)] }));
    const gateway = await plainGateway();
    const token = (key: SigningKey): Promise<string> => key.token(AGENT, { header: { kid: undefined } });
    expect(await statusFor(gateway, await token(first))).toBe(200);
    expect(await statusFor(gateway, await token(second))).toBe(401);

    plainKeys.holdText(JSON.stringify({ keys: [withoutKid(first), withoutKid(second)] }));

    await until(
      'the new key',
      async () => (await statusFor(gateway, await token(second))) === 200 || undefined,
    );
    expect(await statusFor(gateway, await token(first))).toBe(200);
  });
});

describe('the log contains the reason of a refused token, and the answer does not:', () => {
  let gateway: Gateway;
  let key: SigningKey;
  beforeAll(async () => {
    key = await SigningKey.make('known');
    plainKeys.hold(key);
    gateway = await plainGateway();
    await until(
      'the key',
      async () => (await statusFor(gateway, await key.token(AGENT))) === 200 || undefined,
    );
  });

  const others: readonly [string, Deviation][] = [
    ['expired', { claims: { exp: seconds() - 60 } }],
    ['issuer', { claims: { iss: 'https://c4nary.example.in' } }],
    ['issuer', { claims: { iss: undefined } }],
    ['audience', { claims: { aud: 'c4nary' } }],
    ['audience', { claims: { aud: undefined } }],
    ['claim exp', { claims: { exp: undefined } }],
    ['claim nbf', { claims: { nbf: seconds() + 600 } }],
    ['claim user_code', { claims: { user_code: undefined } }],
    ['claim user_code', { claims: { user_code: 'c4nary!' } }],
    ['claim user_code', { claims: { user_code: 1.5 } }],
    ['claim user_code', { claims: { user_code: -20810200 } }],
    ['claim user_code', { claims: { user_code: 2 ** 53 } }],
    ['key', { header: { kid: 'c4nary' } }],
    ['size', { claims: { padding: 'c4nary'.repeat(1_500) } }],
  ];

  async function refusalOf(authorization: string): Promise<unknown> {
    const reply = await gateway.client.get('/v1/products', { authorization });
    const { requestId, ...problem } = problemOf(reply);
    expect(problem).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(JSON.stringify(problem)).not.toMatch(/expired|issuer|audience|claim|signature|size/i);
    return (await lineOf(gateway, requestId))['refusal'];
  }

  it.each(others)('%s (%j)', async (reason, deviation) => {
    expect(await refusalOf(`Bearer ${await key.token(AGENT, deviation)}`)).toBe(reason);
  });

  it('signature', async () => {
    const impostor = await SigningKey.make('known');
    expect(await refusalOf(`Bearer ${await impostor.token(AGENT)}`)).toBe('signature');
  });

  it('key, for an algorithm that no key of the issuer has', async () => {
    const [, claims = ''] = (await key.token(AGENT)).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await refusalOf(`Bearer ${header}.${claims}.AAAA`)).toBe('key');
  });

  it.each(['Bearer e30.e30.e30', 'Bearer abc', 'Basic dXNlcjpwYXNz', 'Bearer '])(
    'malformed: %s',
    async (text) => {
      expect(await refusalOf(text)).toBe('malformed');
    },
  );

  it('no reason if there is no token', async () => {
    const { requestId } = problemOf(await gateway.client.get('/v1/products'));
    expect(await lineOf(gateway, requestId)).not.toHaveProperty('refusal');
  });

  it('and never the content of the token', () => {
    expect(gateway.output).not.toContain('c4nary');
  });
});
