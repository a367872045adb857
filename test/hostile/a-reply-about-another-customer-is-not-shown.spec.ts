import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearing, KeySetFile, SigningKey } from '../security/issuer.js';
import { onboardingOf, problemOf, verdictOf, type Reply } from '../support/client.js';
import { NOT_REGISTERED, PROFILE, reply } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { BODIES, newMobile } from '../support/people.js';
import { PRODUCTS, type Product } from '../support/resources.js';
import { ScriptedUpstream, text } from '../support/upstream.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
/** Replies about other customers, with texts that must not be shown. */
const OTHERS: readonly (readonly [what: string, answer: object])[] = [
  ['the profile of another mobile number, as integrators received it', seenOfAnother()],
  ['another customer_id', reply(2129, { customer_id: '+917000000001', otp_ref_id: 'Someone Else' })],
  ['the answer to another call', reply(309, { client_ref_id: 'TsRqPoNmLkJiHgFeDcBa', name: 'Someone Else' })],
  ['the refusal of another call', { ...reply(308), client_ref_id: 'TsRqPoNmLkJiHgFeDcBa' }],
];

function seenOfAnother(): object {
  const path = new URL('../fixtures/eko-replies-seen.json', import.meta.url);
  const seen = JSON.parse(readFileSync(path, 'utf8')) as readonly {
    reply: object;
    expect: { shows?: string };
  }[];
  const one = seen.find(({ expect: { shows } }) => shows !== undefined);
  if (!one) throw new Error('the fixture has no such reply');
  return one.reply;
}

let upstream: ScriptedUpstream;
let keySet: KeySetFile;
let key: SigningKey;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
});
afterAll(async () => {
  keySet.remove();
  await upstream.stop();
});

const settings = (environment: 'uat' | 'production'): Readonly<Record<string, string>> => ({
  ...keySet.settings,
  ...upstream.settings,
  NODE_ENV: 'production',
  EKO_ENVIRONMENT: environment,
  EKO_DEVELOPER_KEY: 'a-developer-key',
  EKO_ACCESS_KEY: 'an-access-key',
  EKO_INITIATOR_ID: '9962981729',
  STORE_ENCRYPTION_KEYS: `k1:${KEY}`,
  IDENTIFIER_SECRET: KEY,
  EKO_BREAKER_WINDOW_CALLS: '10',
});

async function counted(gateway: Gateway, taken: boolean): Promise<number> {
  const metrics = await (await fetch(gateway.metricsUrl)).text();
  const series = metrics.split('\n').filter((line) => line.startsWith('eko_foreign_replies_total{'));
  return series
    .filter((line) => line.includes(`taken="${String(taken)}"`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe('in production', () => {
  let gateway: Gateway;
  let authorization: { authorization: string };
  beforeAll(async () => {
    gateway = await Gateway.start(settings('production'));
    authorization = bearing(await key.token('20810200'));
  });
  afterAll(() => gateway.stop());

  const start = (product: Product, mobile: string): Promise<Reply> =>
    gateway.client.start(product, mobile, { headers: authorization });
  const act = (href: string, body: object): Promise<Reply> =>
    gateway.client.post(href, body, { headers: authorization });

  const cases = PRODUCTS.flatMap((product) =>
    OTHERS.map(([what, answer]) => [product, what, answer] as const),
  );

  test.each(cases)(
    '%s: the outcome of a look-up with the reply %s is unknown until a refresh',
    async (product, _, answer) => {
      const before = await counted(gateway, false);
      upstream.will(answer);
      const started = await upstream.during(() => start(product, newMobile()));

      expect(verdictOf(started.result)).toEqual({
        status: 504,
        code: 'OUTCOME_UNKNOWN',
        state: 'OUTCOME_UNKNOWN',
      });
      expect(started.result.text).not.toMatch(/Someone|98765|0000001/);
      expect(await counted(gateway, false)).toBe(before + 1);
      const href = problemOf(started.result).onboarding?.nextAction?.href ?? '';
      upstream.will(NOT_REGISTERED);
      const refreshed = await act(href, {});
      expect(onboardingOf(refreshed).state).toBe('NOT_REGISTERED');
      expect(refreshed.text).not.toMatch(/Someone|98765|0000001/);
    },
  );

  test.each(cases)(
    '%s: the outcome of a registration with the reply %s is unknown, and it is not sent twice',
    async (product, _, answer) => {
      upstream.will(NOT_REGISTERED, answer, NOT_REGISTERED);
      const { nextAction } = onboardingOf(await start(product, newMobile()));

      const lost = await act(nextAction?.href ?? '', BODIES.REGISTER);
      expect(verdictOf(lost)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });

      const { requests } = await upstream.during(() =>
        act(problemOf(lost).onboarding?.nextAction?.href ?? '', {}),
      );
      expect(requests.map(({ method }) => method)).toEqual(['GET']);
      expect(gateway.output).not.toMatch(/Someone|98765|7000000001/);
    },
  );

  test('the customer’s number is recognized in every format', async () => {
    const mobile = newMobile();
    upstream.will(
      reply(309, {
        customer_id: `+91${mobile}`,
        customer_profile: { mobile: Number(mobile), name: 'Karan Garg' },
      }),
    );

    expect(onboardingOf(await start('ppi-levin', mobile)).customer.name).toBe('Karan Garg');
  });

  test('many such replies do not open the breaker, because Eko answers', async () => {
    for (let times = 0; times < 25; times += 1) {
      upstream.will(OTHERS[0]?.[1] ?? {});
      expect((await start('dmt-fino', newMobile())).status).toBe(504);
    }
    upstream.will(text(200, JSON.stringify(PROFILE)));
    expect((await start('dmt-fino', newMobile())).status).toBe(201);
  });
});

describe('in UAT, whose canned replies name fixed customers', () => {
  test('such a reply is logged, counted and used', async () => {
    const gateway = await Gateway.start(settings('uat'));
    try {
      upstream.will(OTHERS[0]?.[1] ?? {});
      const headers = bearing(await key.token('20810200'));
      const started = await gateway.client.start('ppi-levin', newMobile(), { headers });

      expect(verdictOf(started)).toEqual({ status: 201, state: 'COMPLETED' });
      expect(await counted(gateway, true)).toBe(1);
      const line = await gateway.event('upstream foreign reply');
      expect(line).toMatchObject({ product: 'ppi-levin', call: 'lookUp', taken: true });
      expect(JSON.stringify(line)).not.toContain('7000000001');
    } finally {
      await gateway.stop();
    }
  });
});
