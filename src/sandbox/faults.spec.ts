import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR,
  newClientRefId,
  PAN,
  REGISTRATION,
  SignedCaller,
  type Answer,
  type Attempt,
} from './testing/signed-caller.js';

const SLOW_MS = 40;

let caller: SignedCaller;
beforeEach(async () => {
  caller = await SignedCaller.start({ slowMs: SLOW_MS });
});
afterEach(() => caller.sandbox.close());

const lookUp = (mobile: string): Promise<Answer> => caller.send('GET', `/customer/profile/${mobile}`);
const register = (mobile: string, attempt: Attempt = {}): Promise<Answer> =>
  caller.send('POST', `/customer/account/${mobile}`, {
    ...attempt,
    fields: { ...REGISTRATION, ...attempt.fields },
  });
const account = (mobile: string, path: string, fields: object): Promise<Answer> =>
  caller.send('POST', `/customer/account/${mobile}${path}`, { fields: { ...fields } });
const verify = (mobile: string, sent: Answer): Promise<Answer> =>
  account(mobile, '/otp/verify', { otp: caller.otpOf(mobile), otp_ref_id: sent.data['otp_ref_id'] });

describe('faults of the first registration', () => {
  it.each([
    ['9900000600', 500, 'application/json', /^\{"message":"Internal Server Error"\}$/],
    ['9900000601', 401, 'application/json', /^\{"message":"Unauthorized"\}$/],
    ['9900000602', 502, 'text/html', /^<html>/],
    ['9900000604', 404, 'text/plain; charset=utf-8', /^No Mapping Rule matched$/],
    ['9900000613', 200, 'application/json', /x{262144}/],
    ['9900000618', 403, 'application/json', /"status":319/],
    ['9900000619', 200, 'application/json', /"status":319/],
    ['9900000620', 200, 'application/json', /^$/],
    ['9900000621', 200, 'application/json', /^\{"response_status_id":1,[^}]*$/],
    ['9900000629', 429, 'application/json', /Too Many Requests/],
    ['9900000684', 403, 'application/json', /"response_type_id":2484/],
    [
      '9900000697',
      200,
      'application/json',
      /"response_type_id":"2129","message":"Validate the OTP","status":"2129"/,
    ],
    ['9900000699', 200, 'application/json', /"response_type_id":9999/],
  ])('%s is answered HTTP %d, %s', async (mobile, status, contentType, text) => {
    const answer = await register(mobile);
    expect(answer).toMatchObject({ status, contentType, text: expect.stringMatching(text) });
  });

  it('698 lacks the type id but has the reference', async () => {
    const answer = await register('9900000698');
    expect(answer.body).not.toHaveProperty('response_type_id');
    expect((await verify('9900000698', answer)).body['response_type_id']).toBe(2136);
  });

  it('608 is answered correctly after a delay', async () => {
    const started = performance.now();
    expect((await register('9900000608')).body['response_type_id']).toBe(2129);
    expect(performance.now() - started).toBeGreaterThanOrEqual(SLOW_MS - 1);
  });

  it('609 is never answered', async () => {
    const registration = register('9900000609', { signal: AbortSignal.timeout(100) });
    await expect(registration).rejects.toThrow('timeout');
  });

  it.each(['9900000606', '9900000607'])('%s: the connection is reset', async (mobile) => {
    await expect(register(mobile)).rejects.toThrow('fetch failed');
  });
});

describe('the look-up after a registration whose answer was lost', () => {
  it.each([
    ['9900000600', 308],
    ['9900000602', 2129],
    ['9900000606', 308],
    ['9900000607', 2129],
    ['9900000613', 2129],
    ['9900000620', 2129],
    ['9900000621', 2129],
    ['9900000699', 2129],
  ])('%s: %d', async (mobile, typeId) => {
    expect((await lookUp(mobile)).body['response_type_id']).toBe(308);
    await register(mobile).catch(() => undefined);
    expect((await lookUp(mobile)).body['response_type_id']).toBe(typeId);
    expect((await register(mobile)).body['response_type_id']).toBe(2129);
  });

  it.each(['9900001601', '9900001618', '9900001629', '9900001684'])(
    '%s: a refused call may be repeated with its client_ref_id',
    async (mobile) => {
      const attempt = { fields: { client_ref_id: newClientRefId() } };
      await register(mobile, attempt);
      expect((await register(mobile, attempt)).body['response_type_id']).toBe(2129);
    },
  );

  it('any other fault uses up the client_ref_id', async () => {
    const attempt = { fields: { client_ref_id: newClientRefId() } };
    await register('9900001600', attempt);
    expect((await register('9900001600', attempt)).body).toMatchObject({ response_type_id: -1, status: 461 });
  });
});

describe('faults of other calls', () => {
  it('400 fails at the first look-up, 500 at every one', async () => {
    expect((await lookUp('9900000400')).status).toBe(500);
    expect((await lookUp('9900000400')).body['response_type_id']).toBe(2129);
    expect((await lookUp('9900000500')).status).toBe(500);
    expect((await lookUp('9900000500')).status).toBe(500);
    await expect(lookUp('9900000507')).rejects.toThrow('fetch failed');
    expect(caller.messageTo('9900000507').purpose).toBe('MOBILE');
  });

  it('284: every signature is refused, except those of look-ups', async () => {
    expect((await lookUp('9900000284')).body['response_type_id']).toBe(308);
    expect((await register('9900000284')).body['response_type_id']).toBe(2484);
    expect((await register('9900000284')).body['response_type_id']).toBe(2484);
  });

  it('707, 807 and 907 lose the answer of a call that took effect', async () => {
    await expect(verify('9900000707', await register('9900000707'))).rejects.toThrow('fetch failed');
    expect((await verify('9900000707', await lookUp('9900000707'))).body['response_type_id']).toBe(2136);

    await verify('9900000807', await register('9900000807'));
    const aadhaar = { aadhar: AADHAAR };
    await expect(account('9900000807', '/ppi/aadhaar', aadhaar)).rejects.toThrow('fetch failed');
    expect(caller.messageTo('9900000807').purpose).toBe('AADHAAR');

    await verify('9900000907', await register('9900000907'));
    await verify('9900000907', await account('9900000907', '/ppi/aadhaar', aadhaar));
    await expect(account('9900000907', '/ppi/pan', PAN)).rejects.toThrow('fetch failed');
    expect((await verify('9900000907', await lookUp('9900000907'))).body['response_type_id']).toBe(309);
  });
});

it('closing the sandbox ends the pending answers', async () => {
  const pending = await SignedCaller.start({ slowMs: 3_600_000 });
  const slow = pending.send('GET', '/customer/profile/9900000508');
  const hanging = pending.send('GET', '/customer/profile/9900000509');
  const both = Promise.allSettled([slow, hanging]);
  while ((await callsSeen(pending)) < 2);
  await pending.sandbox.close();
  expect((await both).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
});

async function callsSeen(of: SignedCaller): Promise<number> {
  const response = await fetch(new URL('/sandbox/calls', of.sandbox.url));
  return ((await response.json()) as unknown[]).length;
}
