import { describe, expect, it } from '@jest/globals';
import { Problem, problemBody, problemHeaders, type ProblemDetails } from './problem.js';
import type { ProblemCode } from './catalogue.js';

function bodyOf(code: ProblemCode, details?: ProblemDetails): object {
  return problemBody(new Problem(code, details), 'request-1');
}

describe('the body of a problem', () => {
  it('has the seven members that every problem has, and no others', () => {
    expect(bodyOf('OTP_INCORRECT')).toEqual({
      type: '/problems/otp-incorrect',
      title: 'The OTP is incorrect',
      status: 422,
      detail:
        'Check the OTP with the customer and try again. "otp.attemptsLeft" is the number of attempts left.',
      code: 'OTP_INCORRECT',
      requestId: 'request-1',
      retry: 'NEW_KEY',
    });
  });

  it('has the members that apply', () => {
    const errors = [{ field: 'address.pincode', message: 'must be a pincode of six digits' }];
    const onboarding = { id: 'onb_a' };
    const details = {
      errors,
      onboarding,
      clientRefId: 'AbC',
      retryAfterSeconds: 7,
      detail: 'In other words.',
    };
    expect(bodyOf('VALIDATION_FAILED', details)).toMatchObject({
      errors,
      onboarding,
      clientRefId: 'AbC',
      retryAfterSeconds: 7,
      detail: 'In other words.',
    });
  });

  it('does not repeat what the headers contain', () => {
    expect(Object.keys(bodyOf('METHOD_NOT_ALLOWED', { allow: ['GET'] }))).toEqual(
      Object.keys(bodyOf('METHOD_NOT_ALLOWED')),
    );
  });
});

describe('the headers of a problem', () => {
  it.each<[ProblemCode, ProblemDetails, object]>([
    ['OTP_INCORRECT', {}, {}],
    ['RATE_LIMITED', { retryAfterSeconds: 30 }, { 'Retry-After': '30' }],
    ['METHOD_NOT_ALLOWED', { allow: ['GET', 'HEAD'] }, { Allow: 'GET, HEAD' }],
    ['UNAUTHENTICATED', {}, { 'WWW-Authenticate': 'Bearer' }],
    [
      'UNAUTHENTICATED',
      { challenge: 'error="invalid_token"' },
      { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    ],
    ['FORBIDDEN', {}, {}],
    [
      'FORBIDDEN',
      { challenge: 'error="insufficient_scope"' },
      { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' },
    ],
  ])('of %s with %j are %j', (code, details, headers) => {
    expect(problemHeaders(new Problem(code, details))).toEqual(headers);
  });
});

it('the message of a problem is its code alone', () => {
  const problem = new Problem('OTP_INCORRECT', { clientRefId: 'AbC' });
  expect(problem.message).toBe('OTP_INCORRECT');
  expect(problem.status).toBe(422);
});
