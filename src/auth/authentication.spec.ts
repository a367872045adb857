import { EventEmitter } from 'node:events';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { describe, expect, it } from '@jest/globals';
import type { GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { OPEN, type RoutePolicy } from '../http/route-policy.js';
import { RefusedTokens } from '../limits/refused-tokens.js';
import { identityOf, type Identity } from '../http/caller.js';
import { authenticateRequests, Authentication } from './authentication.js';
import { TokenRefused } from './token-refused.js';
import type { TokenVerifier } from './token-verifier.js';

const AGENT: Identity = { agent: '20810200', scopes: ['onboarding:read'] };
const OTHER: Identity = { agent: '20810299', scopes: [] };
const BEARER = 'Bearer a.b.c';

interface Setup {
  readonly recalled?: Identity;
  readonly verify?: () => Promise<Identity>;
  readonly mode?: 'disabled' | 'jwt';
  readonly maxRefused?: number;
}

function authenticationOf({ recalled, verify, mode = 'jwt', maxRefused = 10 }: Setup = {}): Authentication {
  const verifier = { recall: () => recalled, verify: verify ?? (() => Promise.resolve(AGENT)) };
  return new Authentication(
    new RefusedTokens(maxRefused),
    verifier as unknown as TokenVerifier,
    { auth: { mode, userCode: '20810111' } } as unknown as GatewayConfig,
  );
}

function requestOf(authorization?: string, ip = '203.0.113.7'): FastifyRequest {
  return { headers: { authorization }, ip } as unknown as FastifyRequest;
}

function identify(authentication: Authentication, request: FastifyRequest): Promise<unknown> {
  return authentication.identify(request, new EventEmitter()).catch((error: unknown) => error);
}

const refusing = (): Promise<Identity> => Promise.reject(new TokenRefused('signature'));

describe('the identity of a request', () => {
  it('is the one that the token proves', async () => {
    expect(await identify(authenticationOf(), requestOf(BEARER))).toEqual(AGENT);
  });

  it('is recalled for a verified token, without another verification', async () => {
    const authentication = authenticationOf({ recalled: OTHER, verify: refusing });
    expect(await identify(authentication, requestOf(BEARER))).toEqual(OTHER);
  });

  it('is the configured agent, with every scope, while authentication is disabled', async () => {
    const authentication = authenticationOf({ mode: 'disabled', verify: refusing });
    expect(await identify(authentication, requestOf())).toEqual({
      agent: '20810111',
      scopes: ['onboarding:read', 'onboarding:write'],
    });
  });

  it('is missing without a token, and the challenge does not mention a refused token', async () => {
    const request = requestOf();
    const refused = await identify(authenticationOf(), request);
    expect(refused).toMatchObject({ code: 'UNAUTHENTICATED', details: {} });
    expect(refused).not.toMatchObject({ details: { challenge: expect.anything() } });
    expect(request).not.toHaveProperty('tokenRefusal');
  });

  it.each<[string, string, Setup]>([
    ['malformed', 'Basic abc', {}],
    ['signature', BEARER, { verify: refusing }],
  ])(
    'is missing when the token is refused with the reason "%s", which only the log shows',
    async (reason, header, setup) => {
      const request = requestOf(header);
      expect(await identify(authenticationOf(setup), request)).toMatchObject({
        code: 'UNAUTHENTICATED',
        details: { challenge: 'error="invalid_token"' },
      });
      expect(request.tokenRefusal).toBe(reason);
    },
  );

  it('is missing after a programming error, which does not count as a refusal', async () => {
    const fault = new Error('a fault');
    const request = requestOf(BEARER);
    const authentication = authenticationOf({ verify: () => Promise.reject(fault), maxRefused: 0 });
    expect(await identify(authentication, request)).toBe(fault);
    expect(await identify(authentication, request)).toBe(fault);
    expect(request).not.toHaveProperty('tokenRefusal');
  });
});

describe('a token from a network with many refused tokens', () => {
  it('waits for its turn, while tokens of other networks do not wait', async () => {
    let verified = 0;
    const verify = (): Promise<Identity> => {
      verified += 1;
      return refusing();
    };
    const authentication = authenticationOf({ verify, maxRefused: 1 });
    await identify(authentication, requestOf(BEARER));
    await identify(authentication, requestOf(BEARER));
    expect(verified).toBe(2);
    const waiting = identify(authentication, requestOf(BEARER));
    await new Promise(setImmediate);
    expect(verified).toBe(2);
    await identify(authentication, requestOf(BEARER, '198.51.100.1'));
    expect(verified).toBe(3);
    expect(await waiting).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(verified).toBe(4);
  });
});

describe('a token that cannot be verified, since there are no keys,', () => {
  it('does not count as refused: the next ones of its network do not wait', async () => {
    let verified = 0;
    const verify = (): Promise<Identity> => {
      verified += 1;
      return Promise.reject(new Problem('OVERLOADED'));
    };
    const authentication = authenticationOf({ verify, maxRefused: 1 });
    const request = requestOf(BEARER);
    for (let times = 1; times < 5; times++) {
      const answer = identify(authentication, request);
      await new Promise(setImmediate);
      expect(verified).toBe(times);
      expect(await answer).toMatchObject({ code: 'OVERLOADED' });
    }
    expect(request).not.toHaveProperty('tokenRefusal');
  });
});

describe('every request', () => {
  type Hook = (request: unknown, reply: unknown) => Promise<void>;

  /** The request after the hook, on a route with that policy. */
  async function hooked(policy: RoutePolicy | undefined): Promise<{ identity?: Identity }> {
    const hooks: { name: string; hook: Hook }[] = [];
    const fastify = { addHook: (name: string, hook: Hook) => hooks.push({ name, hook }) };
    authenticateRequests(fastify as unknown as FastifyInstance, authenticationOf());
    expect(hooks.map(({ name }) => name)).toEqual(['onRequest']);
    const request: { identity?: Identity } & Record<string, unknown> = {
      headers: { authorization: BEARER },
      ip: '203.0.113.7',
      routeOptions: { config: { policy }, url: '/v1/products' },
    };
    await hooks[0]?.hook(request, { raw: new EventEmitter() });
    return request;
  }

  it('to a route for agents has an identity before its body is read', async () => {
    const policy = { authentication: 'agent', idempotency: 'none', limit: 'agent' } as const;
    const request = await hooked(policy);
    expect(request.identity).toEqual(AGENT);
    expect(identityOf(request as FastifyRequest).agent).toBe('20810200');
  });

  it('to an open route has no identity', async () => {
    const request = await hooked(OPEN);
    expect(request).not.toHaveProperty('identity');
    expect(() => identityOf(request as FastifyRequest)).toThrow('the route declares no authentication');
  });

  it('to a route without a policy is refused', async () => {
    await expect(hooked(undefined)).rejects.toThrow('/v1/products declares no policy');
  });
});
