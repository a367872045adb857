import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OPEN, type RoutePolicy } from '../http/route-policy.js';
import { AgentLimits } from '../limits/agent-limits.js';
import { Identifiers } from '../store/identifiers.js';
import { CountersInMemory, type LimitCounters } from '../store/limit-counters.js';
import { AccessGuard } from './access.guard.js';

const READ: RoutePolicy = {
  authentication: 'agent',
  scope: 'onboarding:read',
  idempotency: 'none',
  limit: 'agent',
};
const ERASE: RoutePolicy = { ...READ, scope: 'onboarding:write' };
const DISPATCH: RoutePolicy = { ...ERASE, idempotency: 'required' };
const BOTH = ['onboarding:read', 'onboarding:write'];
const QUOTA = { 'RateLimit-Policy': '"requests";q=2;w=60' };
const WORKING = (): LimitCounters => new CountersInMemory(10, () => 0);
const DOWN = (): LimitCounters =>
  Object.assign(new CountersInMemory(), { add: () => Promise.reject(new Error('connection lost')) });

interface Asked {
  readonly policy?: RoutePolicy;
  readonly agent?: string;
  readonly scopes?: readonly string[];
  readonly key?: string | readonly string[];
}

function guardOf(counters: LimitCounters): AccessGuard {
  const limits = {
    requestsPerMinute: 2,
    startsPerHour: 1,
    otpSendsPerAgentPerHour: 1,
    authFailuresPerMinute: 1,
  };
  return new AccessGuard(new AgentLimits(counters, new Identifiers(Buffer.alloc(32)), { limits }));
}

/** The result of the guard for a request, and the headers of the answer. */
async function ask(
  guard: AccessGuard,
  { policy, agent = 'A', scopes = BOTH, key }: Asked,
): Promise<{ answer: unknown; headers: Record<string, string> }> {
  const headers: Record<string, string> = {};
  const request = {
    routeOptions: { config: { policy } },
    identity: { agent, scopes },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  };
  const http = {
    getRequest: () => request,
    getResponse: () => ({ header: (name: string, value: string) => (headers[name] = value) }),
  };
  const context = {
    getClass: () => ({ name: 'SomeController' }),
    getHandler: () => ({ name: 'someRoute' }),
    switchToHttp: () => http,
  };
  const asked = guard.canActivate(context as unknown as ExecutionContext);
  return { answer: await asked.catch((problem: unknown) => problem), headers };
}

describe('a route', () => {
  it('without a policy is refused', async () => {
    expect((await ask(guardOf(WORKING()), {})).answer).toEqual(
      new Error('SomeController.someRoute declares no policy'),
    );
  });

  it('that is open requires nothing and counts nothing', async () => {
    const guard = guardOf(WORKING());
    for (let times = 0; times < 3; times++)
      expect(await ask(guard, { policy: OPEN, scopes: [] })).toEqual({ answer: true, headers: {} });
  });

  it.each<[string, RoutePolicy, readonly string[]]>([
    ['to read', READ, ['onboarding:write']],
    ['to write', DISPATCH, ['onboarding:read']],
    ['to erase', ERASE, []],
  ])('%s refuses a token without its scope, and does not count the request', async (_, policy, scopes) => {
    const guard = guardOf(WORKING());
    const challenge = `error="insufficient_scope", scope="${policy.scope ?? ''}"`;
    for (let times = 0; times < 3; times++)
      expect(await ask(guard, { policy, scopes, key: 'k' })).toMatchObject({
        answer: { code: 'FORBIDDEN', details: { challenge } },
        headers: {},
      });
    expect(await ask(guard, { policy, key: 'k' })).toMatchObject({
      answer: true,
      headers: { RateLimit: '"requests";r=1;t=60' },
    });
  });

  it('without a scope is open to any token', async () => {
    const { scope: _scope, ...policy } = READ;
    expect((await ask(guardOf(WORKING()), { policy, scopes: [] })).answer).toBe(true);
  });
});

describe("an agent's requests", () => {
  it('are allowed up to the limit, with the remaining number and time in the headers', async () => {
    const guard = guardOf(WORKING());
    expect(await ask(guard, { policy: READ })).toEqual({
      answer: true,
      headers: { ...QUOTA, RateLimit: '"requests";r=1;t=60' },
    });
    expect(await ask(guard, { policy: DISPATCH, key: 'k' })).toMatchObject({
      answer: true,
      headers: { ...QUOTA, RateLimit: '"requests";r=0;t=60' },
    });
    expect(await ask(guard, { policy: ERASE })).toMatchObject({
      answer: { code: 'RATE_LIMITED', details: { retryAfterSeconds: 60 } },
      headers: { ...QUOTA, RateLimit: '"requests";r=0;t=60' },
    });
    expect((await ask(guard, { policy: READ, agent: 'B' })).answer).toBe(true);
  });

  it('are not counted on a route without a limit', async () => {
    const guard = guardOf(WORKING());
    for (let times = 0; times < 3; times++)
      expect(await ask(guard, { policy: { ...READ, limit: 'none' } })).toEqual({ answer: true, headers: {} });
  });

  it('that only read are answered while the counters are unavailable', async () => {
    expect(await ask(guardOf(DOWN()), { policy: READ })).toEqual({ answer: true, headers: {} });
  });

  it.each([
    ['dispatch', DISPATCH],
    ['erase', ERASE],
  ])('that %s are refused while the counters are unavailable', async (_, policy) => {
    expect(await ask(guardOf(DOWN()), { policy, key: 'k' })).toMatchObject({
      answer: { code: 'STORE_UNAVAILABLE', details: { retryAfterSeconds: 1 } },
      headers: {},
    });
  });

  it('are refused on a programming error', async () => {
    const fault = new Error('a fault');
    const limits = { request: () => Promise.reject(fault) };
    const guard = new AccessGuard(limits as unknown as AgentLimits);
    expect((await ask(guard, { policy: READ })).answer).toBe(fault);
  });
});

describe('a request that dispatches', () => {
  it.each(['k', '!', '~', 'k'.repeat(255), '7c4d0c1e-1f8e-4c3b-9d0a-2f1f6d2a1b3c'])(
    'is allowed with the key %j',
    async (key) => {
      expect((await ask(guardOf(WORKING()), { policy: DISPATCH, key })).answer).toBe(true);
    },
  );

  it.each([undefined, '', ' ', 'a b', ' k', 'k ', 'k\n', 'schlüssel', '\u007f', 'k'.repeat(256), ['k', 'l']])(
    'is refused with the key %j',
    async (key) => {
      const asked = key === undefined ? { policy: DISPATCH } : { policy: DISPATCH, key };
      expect((await ask(guardOf(WORKING()), asked)).answer).toMatchObject({
        code: 'IDEMPOTENCY_KEY_MISSING',
      });
    },
  );
});
