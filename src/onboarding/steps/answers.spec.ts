import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../errors/problem.js';
import { failure, success } from './answers.js';

describe('a stored answer', () => {
  it('of success contains the bytes of the resource', () => {
    expect(success({ id: 'onb_a', state: 'COMPLETED' })).toEqual({
      status: 200,
      contentType: 'application/json',
      headers: {},
      body: '{"id":"onb_a","state":"COMPLETED"}',
    });
  });

  it('for a created onboarding has its address in Location', () => {
    expect(success({ id: 'onb_a' }, '/v1/ppi-levin/onboardings/onb_a')).toEqual({
      status: 201,
      contentType: 'application/json',
      headers: { Location: '/v1/ppi-levin/onboardings/onb_a' },
      body: '{"id":"onb_a"}',
    });
  });

  it('of failure contains the problem with its headers', () => {
    const problem = new Problem('UPSTREAM_UNAVAILABLE', { retryAfterSeconds: 5, clientRefId: 'AbC' });
    const { body, ...rest } = failure(problem, 'request-1');
    expect(rest).toEqual({
      status: 503,
      contentType: 'application/problem+json',
      headers: { 'Retry-After': '5' },
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(JSON.parse(body)).toMatchObject({
      type: '/problems/upstream-unavailable',
      status: 503,
      code: 'UPSTREAM_UNAVAILABLE',
      requestId: 'request-1',
      clientRefId: 'AbC',
      retryAfterSeconds: 5,
    });
  });

  it('is unchanged after it was stored and read', () => {
    const answer = failure(new Problem('OTP_INCORRECT'), 'request-1');
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });
});
