import { describe, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import type { ActionName } from './support/people.js';
import type { Product } from './support/resources.js';
import type { ReachableState } from './support/stage.js';
import { bodyOf, text, type ScriptedAnswer } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage({ EKO_TIMEOUT_MS: '1000' });

type Unclear = [what: string, product: Product, from: ReachableState, action: ActionName, answer: object];

const UNCLEAR: readonly Unclear[] = [
  ['300 wallet opened', 'ppi-levin', 'NOT_REGISTERED', 'REGISTER', eko.WALLET_OPENED],
  ['17 wallet exists', 'ppi-levin', 'NOT_REGISTERED', 'REGISTER', eko.status(17)],
  ['2131 already registered', 'ppi-digikhata', 'OTP_PENDING', 'VERIFY_OTP', eko.ALREADY_REGISTERED],
  [
    '2129 without reference',
    'dmt-fino',
    'BIOMETRIC_PENDING',
    'SUBMIT_BIOMETRIC',
    eko.reply(2129, { otp_ref_id: '' }),
  ],
];

describe.each(UNCLEAR)('%s', (...row: Unclear) => {
  const [, product, from, action, answer] = row;

  test('is followed by one look-up with a separate reference, whose reply decides', async () => {
    const onboarding = await stage.at(from, product);
    upstream.will(answer, eko.PROFILE);

    const { result, requests } = await upstream.during(() => stage.act(onboarding, action));

    expect(requests.map(({ method }) => method === 'GET')).toEqual([false, true]);
    const [step, followUp] = requests;
    const references = [step && bodyOf(step)['client_ref_id'], followUp?.query.get('client_ref_id')];
    expect(new Set(references).size).toBe(2);
    expect(onboardingOf(result)).toMatchObject({ state: 'COMPLETED', clientRefId: references[1] });
  });

  test.each<[string, object]>([
    ['300 again', eko.WALLET_OPENED],
    ['17 again', eko.status(17)],
    ['already registered', eko.ALREADY_REGISTERED],
  ])(
    'is never followed by a second look-up, even if the reply to the first is %s',
    async (_what, unclear) => {
      const onboarding = await stage.at(from, product);
      upstream.will(answer, unclear);

      const { result, requests } = await upstream.during(() => stage.act(onboarding, action));

      expect(requests).toHaveLength(2);
      expect(verdictOf(result)).toEqual({ status: 502, code: 'UPSTREAM_UNRECOGNIZED', state: from });
      const metrics = await (await fetch(gateway.metricsUrl)).text();
      expect(metrics).toContain(`eko_unrecognized_outcomes_total{product="${product}",call="lookUp"}`);
    },
  );

  test.each<[string, ScriptedAnswer]>([
    ['an HTML page', text(502, '<html></html>', 'text/html')],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
    ['HTTP 429', text(429, '{}')],
    ['HTTP 404', text(404, 'No Mapping Rule matched', 'text/plain')],
  ])('whose look-up ends in %s makes the outcome unknown until a refresh', async (_what, lost) => {
    const onboarding = await stage.at(from, product);
    upstream.will(answer, lost);

    const { result } = await upstream.during(() => stage.act(onboarding, action));

    expect(verdictOf(result)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
    expect(verdictOf(await stage.answered(onboarding, 'REFRESH', eko.PROFILE)).state).toBe('COMPLETED');
  });
});

test.each([
  ['300', eko.WALLET_OPENED],
  ['17', eko.status(17)],
])('a refresh with the reply %s makes one more look-up and no other', async (_what, answer) => {
  const onboarding = await stage.at('NOT_REGISTERED', 'customer-account');
  upstream.will(answer, answer);

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'REFRESH'));

  expect(requests).toHaveLength(2);
  expect(verdictOf(result)).toEqual({ status: 502, code: 'UPSTREAM_UNRECOGNIZED', state: 'NOT_REGISTERED' });
});

test('dmt-fino: the look-up reply 2129 with an empty reference requires biometrics, without another look-up', async () => {
  const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');

  const refreshed = await stage.answered(onboarding, 'REFRESH', eko.reply(2129, { otp_ref_id: '' }));

  expect(onboardingOf(refreshed)).toMatchObject({
    state: 'BIOMETRIC_PENDING',
    nextAction: { action: 'SUBMIT_BIOMETRIC' },
  });
  expect(onboardingOf(refreshed)).not.toHaveProperty('otp');
});
