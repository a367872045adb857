import { describe, expect, it } from '@jest/globals';
import { after, NOW, onboardingIn } from './testing/onboardings.js';
import { forgetExpiredWallet } from './transition.js';

function jwt(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}

describe('a wallet session', () => {
  const complete = { state: 'COMPLETED' } as const;

  it.each<[string, unknown, number | undefined]>([
    ['a JWT with an exp', { exp: 1748418492 }, 1748418492000],
    ['a JWT without an exp', {}, undefined],
    ['a JWT with a text as its exp', { exp: 'tomorrow' }, undefined],
    ['a JWT of a list', [1], undefined],
    ['a JWT of null', null, undefined],
  ])('takes its end only from the number in exp: %s', (_, claims, expiresAt) => {
    const token = jwt(claims);
    const { wallet } = after(onboardingIn('OTP_PENDING'), complete, { wallet_token: token, wallet_id: 'w' });
    expect(wallet).toEqual({ token, id: 'w', ...(expiresAt !== undefined && { expiresAt }) });
  });

  it.each(['opaque', 'a.b.c', 'a.e30=.c', '..'])('may have the token %s, which has no end', (token) => {
    const { wallet } = after(onboardingIn('OTP_PENDING'), complete, { wallet_token: token });
    expect(wallet).toEqual({ token, id: '' });
  });

  it('is kept when a reply has no token, such as 2136', () => {
    const wallet = { token: 't', id: 'w' };
    const before = onboardingIn('OTP_PENDING', { wallet });
    expect(after(before, { state: 'AADHAAR_PENDING' }, { wallet_token: '', wallet_id: '' }).wallet).toBe(
      wallet,
    );
  });

  it('may have only an id; a reply with only the token or the id keeps the other', () => {
    const named = after(onboardingIn('OTP_PENDING'), complete, { wallet_token: '', wallet_id: 'w' });
    expect(named.wallet).toEqual({ id: 'w' });
    expect(named).not.toHaveProperty('walletExpired');
    const opened = after(named, complete, { wallet_token: 't', wallet_id: '' });
    expect(opened.wallet).toEqual({ token: 't', id: 'w' });
    expect(after(opened, complete, { wallet_id: 'w2' }).wallet).toEqual({ token: 't', id: 'w2' });
  });

  it('ends with its current token, not with an earlier one', () => {
    const wallet = { token: 't', id: 'w', expiresAt: NOW + 1 };
    const renewed = after(onboardingIn('OTP_PENDING', { wallet }), complete, { wallet_token: 'opaque' });
    expect(renewed.wallet).toEqual({ token: 'opaque', id: 'w' });
    expect(after(onboardingIn('OTP_PENDING', { wallet }), complete, { wallet_id: 'w2' }).wallet).toEqual({
      ...wallet,
      id: 'w2',
    });
  });

  it('is still refused when a reply has only a new id', () => {
    const before = onboardingIn('OTP_PENDING', { wallet: { token: 't', id: '' }, walletExpired: true });
    expect(after(before, complete, { wallet_id: 'w' }).walletExpired).toBe(true);
  });

  it('is no longer refused when a reply has a new token', () => {
    const before = onboardingIn('OTP_PENDING', { wallet: { token: 't', id: '' }, walletExpired: true });
    expect(after(before, { state: 'AADHAAR_PENDING' }, { wallet_token: 'new' })).toMatchObject({
      wallet: { token: 'new', id: '' },
      walletExpired: false,
    });
  });

  it('is removed at the next look-up after it has expired, and the journey continues without it', () => {
    const refused = onboardingIn('PAN_PENDING', { wallet: { token: 't', id: '' }, walletExpired: true });
    expect(forgetExpiredWallet(refused, NOW)).toEqual(onboardingIn('PAN_PENDING'));
    const ended = onboardingIn('PAN_PENDING', { wallet: { token: 't', id: '', expiresAt: NOW } });
    expect(forgetExpiredWallet(ended, NOW)).toEqual(onboardingIn('PAN_PENDING'));
    const running = onboardingIn('PAN_PENDING', { wallet: { token: 't', id: '', expiresAt: NOW + 1 } });
    expect(forgetExpiredWallet(running, NOW)).toBe(running);
  });
});
