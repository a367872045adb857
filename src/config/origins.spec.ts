import { describe, expect, it } from '@jest/globals';
import type { ConfigurationError } from './environment.js';
import type { GatewayConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';
import { refusalOf } from './testing/refusal.js';

const PRODUCTS = { names: ['ppi-levin'] };
const KEY = Buffer.alloc(32, 'a').toString('base64');

type Variables = Readonly<Record<string, string>>;

function read(variables: Variables): GatewayConfig {
  return readConfig(variables, PRODUCTS);
}

function refusal(variables: Variables): ConfigurationError {
  return refusalOf(() => read(variables));
}

describe('CORS_ORIGINS', () => {
  const origins = (text: string): readonly unknown[] => read({ CORS_ORIGINS: text }).http.corsOrigins;

  it.each([
    'https://app.example.in',
    'http://localhost:5173',
    'https://app.example.in:8443',
    'http://127.0.0.1:8100',
    'http://[::1]:5173',
    'https://xn--bcher-kva.example',
    'capacitor://localhost',
    'ionic://localhost',
    'capacitor://app.example.in',
  ])('accepts %s, which a browser or native shell sends', (origin) => {
    expect(origins(`${origin}, https://b.example`)).toEqual([origin, 'https://b.example']);
  });

  it.each([
    'https://App.example.in',
    'HTTPS://app.example.in',
    'https://app.example.in/',
    'https://app.example.in/onboarding',
    'https://app.example.in:443',
    'http://app.example.in:80',
    'http://app.example.in:080',
    'http://app.example.in:65536',
    'https://*.example.in',
    'https://user@app.example.in',
    'https://app.example.in?x',
    'https://bücher.example',
    'http://127.1',
    'http://[0:0:0:0:0:0:0:1]',
    'app.example.in',
    'localhost:5173',
    'null',
    '*',
    'file://',
    'capacitor://Localhost',
    'capacitor://localhost/',
    'capacitor://localhost:80',
    'ftp://localhost',
    'https://a.example https://b.example',
  ])('refuses %s, which no browser or native shell sends', (origin) => {
    expect(refusal({ CORS_ORIGINS: `https://b.example,${origin}` }).faults).toEqual([
      expect.stringMatching(/^CORS_ORIGINS must be origins as browsers send them/),
    ]);
  });

  it('are by default those of every port of localhost in the sandbox outside production', () => {
    const [pattern] = origins('');
    const matching = ['http://localhost', 'http://localhost:5173', 'https://localhost:65535'];
    const others = [
      'http://localhost.example.in',
      'http://a.localhost:1',
      'http://localhost:5173.example',
      'null',
    ];
    for (const origin of matching) expect(origin).toMatch(pattern as RegExp);
    for (const origin of others) expect(origin).not.toMatch(pattern as RegExp);
  });

  it('are none by default in production, and none outside the sandbox', () => {
    const secrets = { STORE_ENCRYPTION_KEYS: `k:${KEY}`, IDENTIFIER_SECRET: KEY };
    const production = {
      ...secrets,
      NODE_ENV: 'production',
      EKO_ENVIRONMENT: 'sandbox',
      AUTH_MODE: 'disabled',
    };
    expect(read(production).http.corsOrigins).toEqual([]);
    const uat = {
      ...secrets,
      EKO_ENVIRONMENT: 'uat',
      EKO_DEVELOPER_KEY: 'd',
      EKO_ACCESS_KEY: 'a',
      EKO_INITIATOR_ID: '9000000001',
      AUTH_ISSUER: 'i',
      AUTH_AUDIENCE: 'a',
      AUTH_JWKS_URL: 'https://login.example.in/keys',
    };
    expect(read(uat).http.corsOrigins).toEqual([]);
  });
});
