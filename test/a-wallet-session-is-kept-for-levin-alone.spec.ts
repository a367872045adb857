import { expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { bodyOf } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { upstream, stage } = await sharedStage();

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
/** A token of the sample's shape. */
const token = (secondsLeft: number): string =>
  `${encoded({ alg: 'HS256' })}.${encoded({ exp: Math.floor(Date.now() / 1000) + secondsLeft })}.c2lnbmF0dXJl`;
const pending = (wallet: object): object => ({ ...eko.AADHAAR_PENDING, data: wallet });

test('the token and the id of a verification are sent with the Aadhaar and PAN calls, and to no client', async () => {
  const wallet = { wallet_token: token(600), wallet_id: 'wlt_1234567' };
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  const verified = await stage.answered(onboarding, 'VERIFY_OTP', pending(wallet));
  expect(verified.text).not.toMatch(/(?<![\w-])(eyJ|wlt_)/);

  await stage.answered(onboarding, 'SUBMIT_AADHAAR', eko.AADHAAR_OTP_SENT);
  expect(bodyOf(upstream.last)).toMatchObject(wallet);
  await stage.answered(onboarding, 'VERIFY_OTP', eko.PAN_REQUIRED);
  await stage.answered(onboarding, 'SUBMIT_PAN', eko.PROFILE);
  expect(bodyOf(upstream.last)).toMatchObject(wallet);
});

test('a token without an id is sent with an empty id', async () => {
  const wallet = { wallet_token: token(600), wallet_id: '' };
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  await stage.answered(onboarding, 'VERIFY_OTP', pending(wallet));

  await stage.answered(onboarding, 'SUBMIT_AADHAAR', eko.AADHAAR_OTP_SENT);

  expect(bodyOf(upstream.last)).toMatchObject(wallet);
});

test('an id without a token is sent with an empty token, and with the token that Eko sends later', async () => {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  await stage.answered(onboarding, 'VERIFY_OTP', pending({ wallet_token: '', wallet_id: 'wlt_1234567' }));
  const wallet = { wallet_token: token(600), wallet_id: '' };
  await stage.answered(
    onboarding,
    'SUBMIT_AADHAAR',
    eko.reply(2129, { intent_id: 20, otp_ref_id: 'YWFkaGFhcg==', ...wallet }),
  );
  expect(bodyOf(upstream.last)).toMatchObject({ wallet_token: '', wallet_id: 'wlt_1234567' });
  await stage.answered(onboarding, 'VERIFY_OTP', eko.PAN_REQUIRED);

  await stage.answered(onboarding, 'SUBMIT_PAN', eko.PROFILE);

  expect(bodyOf(upstream.last)).toMatchObject({ ...wallet, wallet_id: 'wlt_1234567' });
});

test('a token after its exp is not used: WALLET_SESSION_EXPIRED without a call, nextAction REFRESH', async () => {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  const verified = onboardingOf(
    await stage.answered(onboarding, 'VERIFY_OTP', pending({ wallet_token: token(-10), wallet_id: '' })),
  );
  expect(verified).toMatchObject({ state: 'AADHAAR_PENDING', nextAction: { action: 'REFRESH' } });

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'SUBMIT_AADHAAR'));

  expect(requests).toHaveLength(0);
  expect(verdictOf(result)).toEqual({
    status: 409,
    code: 'WALLET_SESSION_EXPIRED',
    state: 'AADHAAR_PENDING',
  });
});

test('a refresh begins a new session: the expired token is dropped, and the journey continues', async () => {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  await stage.answered(onboarding, 'VERIFY_OTP', pending({ wallet_token: token(-10), wallet_id: 'wlt_0' }));
  await stage.answered(onboarding, 'REFRESH', eko.MOBILE_OTP_SENT);
  const verified = onboardingOf(await stage.answered(onboarding, 'VERIFY_OTP', eko.AADHAAR_PENDING));
  expect(verified.nextAction?.action).toBe('SUBMIT_AADHAAR');

  await stage.answered(onboarding, 'SUBMIT_AADHAAR', eko.AADHAAR_OTP_SENT);

  expect(bodyOf(upstream.last)).toMatchObject({ wallet_token: '', wallet_id: '' });
});

test('a token that Eko refused is not sent before a refresh', async () => {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  await stage.answered(onboarding, 'VERIFY_OTP', pending({ wallet_token: token(600), wallet_id: '' }));
  const refused = await stage.answered(onboarding, 'SUBMIT_AADHAAR', eko.status(463));
  expect(verdictOf(refused).code).toBe('WALLET_SESSION_EXPIRED');

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'SUBMIT_AADHAAR'));

  expect(requests).toHaveLength(0);
  expect(verdictOf(result).code).toBe('WALLET_SESSION_EXPIRED');
});

test('after a session that expired before the Aadhaar OTP was verified only a refresh is allowed', async () => {
  const onboarding = await stage.at('AADHAAR_OTP_PENDING', 'ppi-levin');
  const refused = problemOf(await stage.answered(onboarding, 'VERIFY_OTP', eko.status(463)));
  expect(refused.code).toBe('WALLET_SESSION_EXPIRED');
  expect(refused.onboarding?.otp?.attemptsLeft).toBe(2);
  expect(refused.onboarding).toMatchObject({ nextAction: { action: 'REFRESH' }, alternatives: [] });

  await stage.answered(onboarding, 'REFRESH', eko.MOBILE_OTP_SENT);
  await stage.answered(onboarding, 'VERIFY_OTP', eko.AADHAAR_PENDING);
  const sent = onboardingOf(await stage.answered(onboarding, 'SUBMIT_AADHAAR', eko.AADHAAR_OTP_SENT));
  expect(sent.nextAction?.action).toBe('VERIFY_OTP');
});

test('a session that expires at a request for another Aadhaar OTP keeps the pending one valid', async () => {
  const onboarding = await stage.at('AADHAAR_OTP_PENDING', 'ppi-levin');
  const refused = problemOf(await stage.answered(onboarding, 'SUBMIT_AADHAAR', eko.status(463)));
  expect(refused.code).toBe('WALLET_SESSION_EXPIRED');
  expect(refused.onboarding).toMatchObject({
    nextAction: { action: 'VERIFY_OTP' },
    alternatives: [{ action: 'REFRESH' }],
  });
});
