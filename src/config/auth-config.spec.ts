import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './environment.js';
import type { AuthConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';

const PRODUCTS = { names: ['ppi-levin'], calls: ['ppi-levin.lookUp'] };
const JWT = {
  AUTH_ISSUER: 'https://login.example.in/',
  AUTH_AUDIENCE: 'onboarding',
  AUTH_JWKS_URL: 'https://login.example.in/keys',
};

function read(variables: Readonly<Record<string, string>>): AuthConfig {
  return readConfig(variables, PRODUCTS).auth;
}

/** Faults of signing in; those of other variables are not of interest here. */
function faults(variables: Readonly<Record<string, string>>): readonly string[] {
  try {
    read(variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.filter((fault) => fault.startsWith('AUTH_'));
    throw error;
  }
}

describe('AUTH_MODE=disabled', () => {
  it('is what the sandbox does without a key set, for the agent SANDBOX_USER_CODE', () => {
    expect(read({})).toEqual({ mode: 'disabled', userCode: '20810200' });
    expect(read({ SANDBOX_USER_CODE: '10472151' })).toEqual({ mode: 'disabled', userCode: '10472151' });
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
    keySet: { url: 'https://login.example.in/keys' },
  };

  it('reads issuer, audience, claim and key set', () => {
    expect(read({ ...JWT, AUTH_MODE: 'jwt' })).toEqual(jwt);
    expect(read({ ...JWT, AUTH_MODE: 'jwt', AUTH_USER_CODE_CLAIM: 'agent' })).toEqual({
      ...jwt,
      userCodeClaim: 'agent',
    });
  });

  it('is what a key set asks for, also with the sandbox', () => {
    expect(read(JWT)).toEqual(jwt);
  });

  it.each(['uat', 'production'])(
    'is what EKO_ENVIRONMENT=%s asks for, and needs all of it',
    (environment) => {
      expect(faults({ EKO_ENVIRONMENT: environment })).toEqual([
        'AUTH_ISSUER is required for AUTH_MODE=jwt: it must be printable text',
        'AUTH_AUDIENCE is required for AUTH_MODE=jwt: it must be printable text',
        'AUTH_JWKS_URL or AUTH_JWKS_FILE is required for AUTH_MODE=jwt',
      ]);
    },
  );

  it('takes its keys from one place', () => {
    expect(faults({ ...JWT, AUTH_JWKS_FILE: '/run/keys.json' })).toEqual([
      'AUTH_JWKS_URL and AUTH_JWKS_FILE are both set; keep one of them',
    ]);
  });

  it.each([
    'http://login.example.in/keys',
    'https://user@login.example.in/keys',
    'https://:p@login.example.in/',
  ])('takes no keys from %s', (url) => {
    expect(faults({ ...JWT, AUTH_JWKS_URL: url })).toEqual([
      'AUTH_JWKS_URL must be an https URL, or an http URL of a loopback address',
    ]);
  });

  it('takes keys from a loopback address', () => {
    expect(read({ ...JWT, AUTH_JWKS_URL: 'http://127.0.0.1:4000/keys' })).toEqual({
      ...jwt,
      keySet: { url: 'http://127.0.0.1:4000/keys' },
    });
  });
});

it.each(['none', 'JWT', 'off'])('AUTH_MODE=%s is no mode', (mode) => {
  expect(faults({ AUTH_MODE: mode })).toContain('AUTH_MODE must be one of jwt, disabled');
});
