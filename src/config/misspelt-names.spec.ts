import { describe, expect, it } from '@jest/globals';
import type { ConfigurationError } from './environment.js';
import type { GatewayConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';
import { refusalOf } from './testing/refusal.js';

const PRODUCTS = { names: ['ppi-levin'] };

type Variables = Readonly<Record<string, string>>;

function read(variables: Variables): GatewayConfig {
  return readConfig(variables, PRODUCTS);
}

function refusal(variables: Variables): ConfigurationError {
  return refusalOf(() => read(variables));
}

describe('a name that resembles a variable but is not one', () => {
  const warnings = (variables: Variables): readonly string[] => read(variables).warnings;

  it.each([
    ['EKO_DEVELOPPER_KEY', 'EKO_DEVELOPER_KEY'],
    ['EKO_TIMEOUT', 'EKO_TIMEOUT_MS'],
    ['EKO_LEVIN_ACCESS_KEY', 'EKO_PPI_LEVIN_ACCESS_KEY'],
    ['EKO_ACCESS_KEY_FILES', 'EKO_ACCESS_KEY_FILE'],
    ['STORE_ENCRYPTION_KEY', 'STORE_ENCRYPTION_KEYS'],
    ['STORE_PATH_FILE', 'STORE_PATH'],
    ['REDIS_NODE', 'REDIS_NODES'],
    ['OTP_MAX_ATTEMPT', 'OTP_MAX_ATTEMPTS'],
  ])('causes a warning with the nearest variable: %s, %s', (name, variable) => {
    expect(warnings({ [name]: 'c4nary' })).toEqual([
      `${name} is not a variable of the gateway and has no effect; did you mean ${variable}?`,
    ]);
  });

  it('is reported with the faults when there are any', () => {
    expect(refusal({ AUTH_JWKS_URI: 'https://login.example.in' }).warnings).toEqual([
      'AUTH_JWKS_URI is not a variable of the gateway and has no effect; did you mean AUTH_JWKS_URL?',
    ]);
  });

  it.each(['EKO_ACCESS_KEY_FILE', 'EKO_PPI_LEVIN_ACCESS_KEY', 'EKO_PPI_LEVIN_ACCESS_KEY_FILE'])(
    'is not %s',
    (name) => {
      expect(readConfig({ [name]: 'text' }, PRODUCTS, () => 'text').warnings).toEqual([]);
    },
  );

  it('is not an empty one, one of another program, or one that Kubernetes sets for a Service', () => {
    const links = {
      REDIS_SERVICE_HOST: '10.0.0.1',
      REDIS_SERVICE_PORT: '6379',
      REDIS_PORT: 'tcp://10.0.0.1:6379',
    };
    expect(warnings({ ...links, REDIS_PORT_6379_TCP_PROTO: 'tcp', EKO_TYPO: ' ', PGHOST: 'x' })).toEqual([]);
  });
});
