import { describe, expect, it } from '@jest/globals';
import type { EkoConfig } from './gateway-config.js';
import { NO_OVERRIDES, type Overrides, type OverridesReader } from './overrides.js';
import { readConfig } from './read-config.js';
import { faultsOf } from './testing/refusal.js';

const PRODUCTS = {
  names: ['customer-account', 'ppi-levin'],
  readOverrides: (text: string): ReturnType<OverridesReader> => {
    const value = JSON.parse(text) as Partial<Overrides>;
    return value.calls
      ? { overrides: { ...NO_OVERRIDES, calls: value.calls } }
      : { faults: ['/calls must be there'] };
  },
};
const SECRET = Buffer.alloc(32, 'a').toString('base64');

function read(variables: Readonly<Record<string, string>>, overrides = '{}'): EkoConfig {
  return readConfig(variables, PRODUCTS, () => overrides).eko;
}

function faults(variables: Readonly<Record<string, string>>, overrides?: string): readonly string[] {
  return faultsOf(() => read(variables, overrides));
}

/** Faults apart from those of signing in, which another variable decides. */
function faultsButAuth(variables: Readonly<Record<string, string>>, overrides?: string): readonly string[] {
  return faults(variables, overrides).filter((fault) => !fault.startsWith('AUTH_'));
}

describe('EKO_ENVIRONMENT', () => {
  it('is the sandbox outside production', () => {
    expect(read({}).environment).toBe('sandbox');
    expect(read({ NODE_ENV: 'test' }).environment).toBe('sandbox');
  });

  it('has no default in production', () => {
    const secrets = { STORE_ENCRYPTION_KEYS: `k:${SECRET}`, IDENTIFIER_SECRET: SECRET };
    const production = { ...secrets, NODE_ENV: 'production', AUTH_MODE: 'disabled' };
    expect(faults(production)).toEqual([
      'EKO_ENVIRONMENT is required with NODE_ENV=production: it must be one of sandbox, uat, production',
    ]);
    expect(read({ ...production, EKO_ENVIRONMENT: 'sandbox' }).environment).toBe('sandbox');
  });
});

describe('EKO_BASE_URL', () => {
  const NOT_SAFE = 'EKO_BASE_URL must be an https URL, or an http URL of a loopback address';
  const SANDBOX_ONLY = 'EKO_BASE_URL must be a loopback address while EKO_ENVIRONMENT is sandbox';

  it.each([
    ['http://127.0.0.1:3900/ekoapi/v3', 'http://127.0.0.1:3900/ekoapi/v3'],
    ['http://127.8.9.1', 'http://127.8.9.1'],
    ['http://localhost:3900/', 'http://localhost:3900'],
    ['http://[::1]:3900/v3//', 'http://[::1]:3900/v3'],
    ['https://127.0.0.1:3900', 'https://127.0.0.1:3900'],
  ])('%s is a loopback address, and is used without its last slash', (given, url) => {
    expect(read({ EKO_BASE_URL: given, AUTH_MODE: 'disabled' }).baseUrl).toBe(url);
  });

  it.each([
    'http://eko.example.in',
    'http://10.0.0.1',
    'http://127.0.0.1.example.in',
    'http://localhost.example.in',
    'http://128.0.0.1',
    'ftp://127.0.0.1',
    'https://user@eko.example.in',
    'https://user:password@eko.example.in',
    'https://:password@eko.example.in',
    'https://eko.example.in/?x=1',
    'https://eko.example.in/#x',
    'https://',
    'eko.example.in',
  ])('%s is refused', (given) => {
    const uat = { EKO_ENVIRONMENT: 'uat', EKO_BASE_URL: given };
    expect(faults(uat)).toContain(NOT_SAFE);
  });

  it('may be any https address outside the sandbox', () => {
    const uat = { EKO_ENVIRONMENT: 'uat', EKO_BASE_URL: 'https://proxy.example.in/eko' };
    expect(faults(uat).filter((fault) => fault.startsWith('EKO_BASE_URL'))).toEqual([]);
  });

  it('cannot be another machine in the sandbox', () => {
    expect(faultsButAuth({ EKO_BASE_URL: 'https://api.example.in' })).toEqual([SANDBOX_ONLY]);
  });
});

describe('credentials', () => {
  it('are those of the sandbox by default', () => {
    expect(read({}).credentials('ppi-levin')).toEqual({
      developerKey: 'sandbox-developer-key',
      accessKey: 'TEST_ACCESS_KEY_DO_NOT_USE',
      initiatorId: '9962981729',
    });
  });

  it('are the shared ones, or those of the product, one by one', () => {
    const eko = read({
      EKO_DEVELOPER_KEY: 'shared-developer',
      EKO_ACCESS_KEY: 'shared-access',
      EKO_INITIATOR_ID: '9000000001',
      EKO_PPI_LEVIN_ACCESS_KEY: 'levin-access',
      EKO_CUSTOMER_ACCOUNT_INITIATOR_ID: '9000000002',
    });
    expect(eko.credentials('ppi-levin')).toEqual({
      developerKey: 'shared-developer',
      accessKey: 'levin-access',
      initiatorId: '9000000001',
    });
    expect(eko.credentials('customer-account')).toEqual({
      developerKey: 'shared-developer',
      accessKey: 'shared-access',
      initiatorId: '9000000002',
    });
  });

  it('are required outside the sandbox, with the secrets of the store', () => {
    expect(faultsButAuth({ EKO_ENVIRONMENT: 'uat' })).toEqual([
      'EKO_DEVELOPER_KEY (or EKO_DEVELOPER_KEY_FILE) is required: it must be printable text',
      'EKO_ACCESS_KEY (or EKO_ACCESS_KEY_FILE) is required: it must be printable text',
      'EKO_INITIATOR_ID (or EKO_INITIATOR_ID_FILE) is required: it must be ten digits',
      'STORE_ENCRYPTION_KEYS (or STORE_ENCRYPTION_KEYS_FILE) is required: it must be kid:key pairs separated by commas, each key 32 bytes in base64, each kid different',
      'IDENTIFIER_SECRET (or IDENTIFIER_SECRET_FILE) is required: it must be 32 bytes in base64 (openssl rand -base64 32)',
    ]);
  });

  it('need not be shared when each product has its own', () => {
    const own = ['CUSTOMER_ACCOUNT', 'PPI_LEVIN'].flatMap((product) => [
      [`EKO_${product}_DEVELOPER_KEY`, 'developer'],
      [`EKO_${product}_ACCESS_KEY`, 'access'],
      [`EKO_${product}_INITIATOR_ID`, '9000000001'],
    ]);
    const variables = {
      ...(Object.fromEntries(own) as Record<string, string>),
      EKO_ENVIRONMENT: 'production',
      STORE_ENCRYPTION_KEYS: `k:${SECRET}`,
      IDENTIFIER_SECRET: SECRET,
    };
    expect(faultsButAuth(variables)).toEqual([]);
    const { EKO_PPI_LEVIN_ACCESS_KEY: _, ...incomplete } = variables as Record<string, string>;
    expect(faultsButAuth(incomplete)).toEqual([
      'EKO_ACCESS_KEY (or EKO_ACCESS_KEY_FILE) is required: it must be printable text',
    ]);
  });

  it('of the store are required in production, also with the sandbox', () => {
    const sandbox = { NODE_ENV: 'production', EKO_ENVIRONMENT: 'sandbox' };
    expect(faultsButAuth(sandbox).map((fault) => fault.split(' ')[0])).toEqual([
      'STORE_ENCRYPTION_KEYS',
      'IDENTIFIER_SECRET',
    ]);
  });
});

describe('EKO_OVERRIDES_FILE', () => {
  const file = { EKO_OVERRIDES_FILE: '/overrides.json' };

  it('has no effect when it is not set', () => {
    expect(read({}, 'not read').overrides()).toEqual(NO_OVERRIDES);
  });

  it('is read by the reader of the products', () => {
    const text = '{"calls":{"ppi-levin.lookUp":{"omit":["user_code"]}}}';
    expect(read(file, text).overrides()).toMatchObject(JSON.parse(text) as object);
  });

  it('adds its faults to the others', () => {
    expect(faultsButAuth({ ...file, EKO_TIMEOUT_MS: '1' }, '{}')).toEqual([
      'EKO_OVERRIDES_FILE /calls must be there',
      'EKO_TIMEOUT_MS must be a whole number from 100 to 120000',
    ]);
  });

  it('stops the start when the file does not exist', () => {
    const missing = { EKO_OVERRIDES_FILE: '/nowhere/overrides.json' };
    expect(faultsOf(() => readConfig(missing, PRODUCTS))).toContain(
      'EKO_OVERRIDES_FILE must name a file that can be read',
    );
  });

  it('is bounded before it is read', () => {
    expect(faultsButAuth(file, ' '.repeat(262_145))).toEqual([
      'EKO_OVERRIDES_FILE must have at most 262144 characters',
    ]);
  });
});
