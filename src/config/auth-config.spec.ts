import { describe, expect, it } from '@jest/globals';
import type { AuthConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';
import { faultsOf } from './testing/refusal.js';

const PRODUCTS = { names: ['ppi-levin'] };
const JWT = {
  AUTH_ISSUER: 'https://login.example.in/',
  AUTH_AUDIENCE: 'onboarding',
  AUTH_JWKS_URL: 'https://login.example.in/keys',
};

/** What NODE_ENV=production requires besides signing in. */
const PRODUCTION = {
  NODE_ENV: 'production',
  EKO_ENVIRONMENT: 'sandbox',
  STORE_ENCRYPTION_KEYS: `k:${Buffer.alloc(32, 'a').toString('base64')}`,
  IDENTIFIER_SECRET: Buffer.alloc(32, 'b').toString('base64'),
};

function read(variables: Readonly<Record<string, string>>): AuthConfig {
  return readConfig(variables, PRODUCTS).auth;
}

function warnings(variables: Readonly<Record<string, string>>): readonly string[] {
  return readConfig(variables, PRODUCTS).warnings;
}

/** Faults of signing in; those of other variables are not of interest here. */
function faults(variables: Readonly<Record<string, string>>): readonly string[] {
  return faultsOf(() => read(variables)).filter((fault) => fault.startsWith('AUTH_'));
}

describe('AUTH_MODE=disabled', () => {
  it('is the default of the sandbox while no AUTH_ variable is set, for the agent SANDBOX_USER_CODE', () => {
    expect(read({})).toEqual({ mode: 'disabled', userCode: '20810200' });
    expect(read({ SANDBOX_USER_CODE: '10472151' })).toEqual({ mode: 'disabled', userCode: '10472151' });
    expect(warnings({})).toEqual([]);
  });

  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('is the default on the HOST %s', (host) => {
    expect(read({ HOST: host }).mode).toBe('disabled');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['NODE_ENV is production', { ...PRODUCTION }],
    ['HOST is not a loopback address', { HOST: '0.0.0.0' }],
    ['NODE_ENV is production and HOST is not a loopback address', { ...PRODUCTION, HOST: '0.0.0.0' }],
    ['HOST is not a loopback address', { HOST: '::' }],
    ['HOST is not a loopback address', { HOST: 'gateway.example.in' }],
    ['EKO_BASE_URL replaces the simulator', { EKO_BASE_URL: 'http://127.0.0.1:3900' }],
  ])('must be set explicitly when %s, and causes a warning then', (why, variables) => {
    expect(faults(variables)).toEqual([
      `AUTH_MODE is required because ${why}: it must be jwt, or disabled to accept any client`,
    ]);
    const spelledOut = { ...variables, AUTH_MODE: 'disabled' };
    expect(read(spelledOut).mode).toBe('disabled');
    expect(warnings(spelledOut)).toEqual([
      `AUTH_MODE=disabled accepts any client as the agent SANDBOX_USER_CODE although ${why}`,
    ]);
  });

  it('causes no warning where it is the default', () => {
    expect(warnings({ AUTH_MODE: 'disabled' })).toEqual([]);
  });

  it('is refused where it would open another Eko to any client', () => {
    expect(faults({ AUTH_MODE: 'disabled', EKO_BASE_URL: 'http://127.0.0.1:3900', HOST: '0.0.0.0' })).toEqual(
      [
        'AUTH_MODE=disabled is refused with EKO_BASE_URL on a HOST that is not a loopback address: that Eko would be open to any client; use AUTH_MODE=jwt',
      ],
    );
  });

  it('contradicts every other AUTH_ variable', () => {
    expect(
      faults({ AUTH_MODE: 'disabled', AUTH_USER_CODE_CLAIM: 'agent', AUTH_AUDIENCE: 'onboarding' }),
    ).toEqual([
      'AUTH_MODE=disabled contradicts AUTH_USER_CODE_CLAIM, AUTH_AUDIENCE, which mean AUTH_MODE=jwt; keep one of them',
    ]);
  });

  it.each(['uat', 'production'])('is refused with EKO_ENVIRONMENT=%s', (environment) => {
    expect(faults({ AUTH_MODE: 'disabled', EKO_ENVIRONMENT: environment })).toEqual([
      'AUTH_MODE=disabled works only with EKO_ENVIRONMENT=sandbox; use AUTH_MODE=jwt',
    ]);
  });
});

describe('AUTH_MODE=jwt', () => {
  const jwt = {
    mode: 'jwt',
    issuer: 'https://login.example.in/',
    audience: 'onboarding',
    userCodeClaim: 'user_code',
    scopeClaim: 'scope',
    keySet: { url: 'https://login.example.in/keys' },
  };

  it('reads issuer, audience, claim and key set', () => {
    expect(read({ ...JWT, AUTH_MODE: 'jwt' })).toEqual(jwt);
    expect(read({ ...JWT, AUTH_MODE: 'jwt', AUTH_USER_CODE_CLAIM: 'agent' })).toEqual({
      ...jwt,
      userCodeClaim: 'agent',
    });
    expect(read({ ...JWT, AUTH_SCOPE_CLAIM: 'https://example.in/permissions' })).toEqual({
      ...jwt,
      scopeClaim: 'https://example.in/permissions',
    });
  });

  it('is the mode when a key set is configured, also with the sandbox', () => {
    expect(read(JWT)).toEqual(jwt);
  });

  it.each([
    'AUTH_ISSUER',
    'AUTH_AUDIENCE',
    'AUTH_USER_CODE_CLAIM',
    'AUTH_FAILURES_PER_MINUTE',
    'AUTH_JWKS_URI',
  ])('is the mode when only %s is set, because its operator does not expect an open gateway', (name) => {
    expect(faults({ [name]: '7' })).toContain(
      'AUTH_JWKS_URL or AUTH_JWKS_FILE is required for AUTH_MODE=jwt',
    );
  });

  it('is not the mode because of the variables that Kubernetes sets for a Service named auth', () => {
    const links = {
      AUTH_SERVICE_HOST: '10.0.0.1',
      AUTH_SERVICE_PORT_HTTP: '80',
      AUTH_PORT: 'tcp://10.0.0.1:80',
    };
    expect(read({ ...links, AUTH_PORT_80_TCP_ADDR: '10.0.0.1' }).mode).toBe('disabled');
  });

  it.each(['uat', 'production'])(
    'is required by EKO_ENVIRONMENT=%s, with all of its variables',
    (environment) => {
      expect(faults({ EKO_ENVIRONMENT: environment })).toEqual([
        'AUTH_ISSUER is required for AUTH_MODE=jwt: it must be printable text',
        'AUTH_AUDIENCE is required for AUTH_MODE=jwt: it must be printable text',
        'AUTH_JWKS_URL or AUTH_JWKS_FILE is required for AUTH_MODE=jwt',
      ]);
    },
  );

  it('has exactly one source of keys', () => {
    expect(faults({ ...JWT, AUTH_JWKS_FILE: '/run/keys.json' })).toEqual([
      'AUTH_JWKS_URL and AUTH_JWKS_FILE are both set; keep one of them',
    ]);
  });

  it.each([
    'http://login.example.in/keys',
    'https://user@login.example.in/keys',
    'https://:p@login.example.in/',
  ])('does not read keys from %s', (url) => {
    expect(faults({ ...JWT, AUTH_JWKS_URL: url })).toEqual([
      'AUTH_JWKS_URL must be an https URL, or an http URL of a loopback address',
    ]);
  });

  it('does not read keys with another protocol', () => {
    expect(faults({ ...JWT, AUTH_JWKS_URL: 'ftp://127.0.0.1/keys' })).toContain(
      'AUTH_JWKS_URL must be an https URL, or an http URL of a loopback address',
    );
  });

  it('reads keys from a loopback address', () => {
    expect(read({ ...JWT, AUTH_JWKS_URL: 'http://127.0.0.1:4000/keys' })).toEqual({
      ...jwt,
      keySet: { url: 'http://127.0.0.1:4000/keys' },
    });
  });
});

it.each(['none', 'JWT', 'off'])('AUTH_MODE=%s is not a mode', (mode) => {
  expect(faults({ AUTH_MODE: mode })).toContain('AUTH_MODE must be one of jwt, disabled');
});
