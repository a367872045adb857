import { expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { newMobile } from './support/people.js';
import { bodyOf } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage();

test.each(['customer-account', 'ppi-digikhata', 'ppi-levin'] as const)(
  '%s sends an OTP that begins with a zero as a string',
  async (product) => {
    const { id } = await stage.at('OTP_PENDING', product);
    upstream.will(eko.AADHAAR_PENDING);

    await gateway.client.post(`/v1/${product}/onboardings/${id}/otp/verification`, { otp: '012345' });

    expect(bodyOf(upstream.last)['otp']).toBe('012345');
  },
);

test.each([
  ['a number', '66748392'],
  ['a number above 2^53', '9007199254740993123'],
  ['a long string', '"IXrygqm0vTNbN35Lp5AfcbP69ifPhQ1E+/=="'],
  ['digits in quotes', '"0066748392"'],
  ['a string with escapes', String.raw`"a\"b\\c"`],
])('a reference that is %s is sent back as the same JSON', async (_what, json) => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-digikhata');
  const whole = `{"response_type_id":2129,"status":0,"data":{"intent_id":19,"otp_ref_id":${json}}}`;
  const registered = await stage.answered(onboarding, 'REGISTER', (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(whole),
  );
  await stage.answered(onboardingOf(registered), 'VERIFY_OTP', eko.AADHAAR_PENDING);

  expect(upstream.last.text).toContain(`"otp_ref_id":${json}`);
});

test('the id of an eKYC request is sent as a string, even if Eko sent a number', async () => {
  const onboarding = await stage.at('BIOMETRIC_PENDING', 'dmt-fino');
  const sent = eko.reply(2129, { otp_ref_id: 666803844, kyc_request_id: 9332126 });
  await stage.answered(onboarding, 'SUBMIT_BIOMETRIC', sent);

  await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);

  expect(bodyOf(upstream.last)).toMatchObject({ otp_ref_id: 666803844, kyc_request_id: '9332126' });
});

test('an eKYC OTP under a new reference is not verified with the id of an earlier request', async () => {
  const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
  const another = eko.reply(2129, { otp_ref_id: '666803845', kyc_request_id: '' });
  const refreshed = await stage.answered(onboarding, 'REFRESH', another);
  expect(onboardingOf(refreshed)).toMatchObject({
    state: 'EKYC_OTP_PENDING',
    nextAction: { action: 'SUBMIT_BIOMETRIC' },
  });

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'VERIFY_OTP'));

  expect(requests).toHaveLength(0);
  expect(verdictOf(result).code).toBe('STEP_NOT_ALLOWED');
});

test('a look-up that returns the pending eKYC OTP without the id of its request keeps that id', async () => {
  const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
  await stage.answered(onboarding, 'REFRESH', eko.reply(2129, { otp_ref_id: '666803844' }));

  await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);

  expect(bodyOf(upstream.last)).toMatchObject({ otp_ref_id: '666803844', kyc_request_id: '9332126' });
});

test('a later reference supersedes every earlier one, and no client sees either', async () => {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
  const again = await stage.answered(
    onboarding,
    'RESEND_OTP',
    eko.reply(2129, { intent_id: 19, otp_ref_id: 'the-later-one' }),
  );
  expect(again.text).not.toContain('the-later-one');
  await stage.answered(onboarding, 'VERIFY_OTP', eko.AADHAAR_PENDING);

  expect(bodyOf(upstream.last)['otp_ref_id']).toBe('the-later-one');
});

test.each([
  ['2131', 'VERIFY_OTP', eko.reply(2131, { otp_ref_id: 'the-later-one' }, 302)],
  ['327', 'REFRESH', eko.status(327, { otp_ref_id: 'the-later-one' })],
] as const)(
  'the reference in a reply of %s supersedes the earlier one, too',
  async (_what, action, answer) => {
    const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
    await stage.answered(onboarding, action, answer);
    await stage.answered(onboarding, 'VERIFY_OTP', eko.AADHAAR_PENDING);

    expect(bodyOf(upstream.last)['otp_ref_id']).toBe('the-later-one');
  },
);

test('a later OTP without a reference cannot be verified: a new one is required', async () => {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
  const again = await stage.answered(
    onboarding,
    'RESEND_OTP',
    eko.reply(2129, { intent_id: 19, otp_ref_id: '' }),
  );
  expect(onboardingOf(again)).toMatchObject({
    state: 'OTP_PENDING',
    nextAction: { action: 'RESEND_OTP' },
  });

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'VERIFY_OTP'));

  expect(requests).toHaveLength(0);
  expect(verdictOf(result)).toEqual({ status: 409, code: 'STEP_NOT_ALLOWED', state: 'OTP_PENDING' });
});

test('each call has a new reference and a new signing timestamp', async () => {
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const mobile = newMobile();
      upstream.will(eko.NOT_REGISTERED);
      await gateway.client.start('dmt-fino', mobile);
    }),
  );

  const references = upstream.requests.map(
    (seen) => seen.query.get('client_ref_id') ?? bodyOf(seen)['client_ref_id'],
  );
  const timestamps = upstream.requests.map(({ headers }) => headers['secret-key-timestamp']);
  expect(new Set(references).size).toBe(upstream.requests.length);
  expect(new Set(timestamps).size).toBe(upstream.requests.length);
});
