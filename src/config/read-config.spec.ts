import { describe, expect, it } from '@jest/globals';
import type { ConfigurationError } from './environment.js';
import type { GatewayConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';
import { refusalOf } from './testing/refusal.js';

const PRODUCTS = { names: ['customer-account', 'ppi-levin'] };
const KEY_A = Buffer.alloc(32, 'a').toString('base64');
const KEY_B = Buffer.alloc(32, 'b').toString('base64');

type Variables = Readonly<Record<string, string>>;

function read(variables: Variables, files: Variables = {}): GatewayConfig {
  return readConfig(variables, PRODUCTS, (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`no file ${path}`);
    return text;
  });
}

function refusal(variables: Variables, files: Variables = {}): ConfigurationError {
  return refusalOf(() => read(variables, files));
}

describe('without any variable', () => {
  it('the gateway runs in development with its sandbox', () => {
    const { eko, ...rest } = read({});
    expect(rest).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      metricsPort: 9464,
      logLevel: 'info',
      docsEnabled: true,
      shutdownDelayMs: 5000,
      shutdownTimeoutMs: 25_000,
      minimumAgeYears: 18,
      http: { corsOrigins: [/^https?:\/\/localhost(:\d{1,5})?$/], trustedProxies: [] },
      warnings: [],
      limits: { requestsPerMinute: 120 },
      auth: { mode: 'disabled', userCode: '20810200' },
      store: {
        kind: 'embedded',
        path: './data',
        redis: { mode: 'standalone', nodes: [] },
        onboardingTtlMs: 604_800_000,
        idempotencyTtlMs: 86_400_000,
      },
      otp: { maxAttempts: 3, resendCooldownMs: 30_000, maxSendsPerHour: 5 },
    });
    expect(eko).toMatchObject({
      environment: 'sandbox',
      timeoutMs: 10_000,
      connectTimeoutMs: 2000,
      maxConnections: 128,
    });
    expect(eko.baseUrl).toBeUndefined();
  });

  it.each(['', '  '])('an empty one ("%s") counts as missing', (empty) => {
    const variables = { PORT: empty, EKO_BASE_URL: empty, EKO_ACCESS_KEY: empty, EKO_ACCESS_KEY_FILE: empty };
    expect(read(variables).port).toBe(3000);
    expect(read(variables).eko.credentials('ppi-levin').accessKey).toBe('TEST_ACCESS_KEY_DO_NOT_USE');
  });
});

describe('a faulty configuration', () => {
  const CANARY = 'c4nary-5ecret';
  const faulty = {
    NODE_ENV: CANARY,
    PORT: `70000${CANARY}`,
    LOG_LEVEL: CANARY,
    EKO_BASE_URL: `http://${CANARY}.example.in`,
    EKO_INITIATOR_ID: CANARY,
    EKO_PPI_LEVIN_INITIATOR_ID: CANARY,
    REDIS_URL: `http://user:${CANARY}@redis`,
    STORE_ENCRYPTION_KEYS: `k1:${CANARY}`,
    IDENTIFIER_SECRET: CANARY,
    CORS_ORIGINS: CANARY,
    OTP_MAX_ATTEMPTS: '0',
  };
  const files = { '/paths.json': `{"ppi-levin.${CANARY}":"/x/{customer_id}"}` };

  it('is refused with one message that names every faulty variable and what it must be', () => {
    const { message, faults } = refusal(faulty, files);
    expect([...faults].sort()).toEqual([
      'AUTH_MODE is required because EKO_BASE_URL replaces the simulator: it must be jwt, or disabled to accept any client',
      'CORS_ORIGINS must be origins as browsers send them, such as https://app.example.in or capacitor://localhost (lower case, no default port, no path), separated by commas',
      'EKO_BASE_URL must be an https URL, or an http URL of a loopback address',
      'EKO_INITIATOR_ID must be ten digits',
      'EKO_PPI_LEVIN_INITIATOR_ID must be ten digits',
      'IDENTIFIER_SECRET must be 32 bytes in base64 (openssl rand -base64 32)',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
      'NODE_ENV must be one of development, test, production',
      'OTP_MAX_ATTEMPTS must be a whole number from 1 to 10',
      'PORT must be a whole number from 0 to 65535',
      'REDIS_URL must be a redis:// or rediss:// URL',
      'STORE_ENCRYPTION_KEYS must be kid:key pairs separated by commas, each key 32 bytes in base64, each kid different',
    ]);
    for (const fault of faults) expect(message).toContain(fault);
  });

  it('never shows a value', () => {
    const { message, stack } = refusal(faulty, files);
    expect(message.toLowerCase()).not.toContain('canary');
    expect(stack?.toLowerCase()).not.toContain(CANARY);
  });

  it('names each fault once', () => {
    const { faults } = refusal(faulty, files);
    expect(faults).toHaveLength(new Set(faults).size);
  });
});

describe('an invalid address', () => {
  it.each([
    ['TRUSTED_PROXIES', ['10.0.0.0/99', '1.2.3', '::/129', '10.0.0.1, ::g', 'fe80::1%eth0', '1.2.3.4/']],
    ['REDIS_URL', ['redis://h:99999', 'redis://h:0', 'redis:///1', 'redis://h/abc', 'redis://%4:0@h']],
    ['REDIS_NODES', ['h:99999', 'h:0', 'a:26379,h:65536']],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', ['http://h:99999', 'http://:80']],
  ])('is a fault of %s: %j', (name, values) => {
    for (const value of values) {
      const [fault = '', ...more] = refusal({ [name]: value }).faults;
      expect([value, fault, more]).toEqual([value, expect.stringMatching(`^${name} must be `), []]);
      expect(fault).not.toContain(value);
    }
  });

  it.each([
    ['TRUSTED_PROXIES', '10.0.0.0/8, ::1, 2001:db8::/32, 0.0.0.0/0, ::ffff:10.0.0.1'],
    ['REDIS_URL', 'rediss://user:p%40ss@redis_1.internal:65535/15?sentinelPassword=x'],
    ['REDIS_URL', 'redis://[::1]'],
    ['REDIS_NODES', 'a_b.internal:1, 10.0.0.1:65535'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector.internal:4318/base'],
  ])('is not %s: %s', (name, value) => {
    expect(() => read({ [name]: value })).not.toThrow();
  });
});

describe('a secret', () => {
  it('can come from a file, without the last line break', () => {
    const config = read(
      { EKO_ACCESS_KEY_FILE: '/run/access', IDENTIFIER_SECRET_FILE: '/run/identifier' },
      { '/run/access': 'from-a-file\n', '/run/identifier': `${KEY_A}\n` },
    );
    expect(config.eko.credentials('ppi-levin').accessKey).toBe('from-a-file');
    expect(config.store.identifierSecret).toEqual(Buffer.alloc(32, 'a'));
  });

  it('of one product can come from a file', () => {
    const config = read({ EKO_PPI_LEVIN_ACCESS_KEY_FILE: '/run/levin' }, { '/run/levin': 'levins-own' });
    expect(config.eko.credentials('ppi-levin').accessKey).toBe('levins-own');
  });

  it('with an unreadable file is a fault of that variable', () => {
    expect(refusal({ EKO_ACCESS_KEY_FILE: '/nowhere/c4nary' }).message).toBe(
      'The configuration is not valid:\n  - EKO_ACCESS_KEY_FILE must name a file that can be read',
    );
  });

  it('with an empty file is a fault', () => {
    const { faults } = refusal({ IDENTIFIER_SECRET_FILE: '/run/empty' }, { '/run/empty': ' \n' });
    expect(faults).toEqual(['IDENTIFIER_SECRET must be 32 bytes in base64 (openssl rand -base64 32)']);
  });

  it('that is set twice is a fault', () => {
    const files = { '/run/access': 'one' };
    expect(refusal({ EKO_ACCESS_KEY: 'two', EKO_ACCESS_KEY_FILE: '/run/access' }, files).faults).toEqual([
      'EKO_ACCESS_KEY and EKO_ACCESS_KEY_FILE are both set; keep one of them',
    ]);
  });

  it('is the only kind of variable that can come from a file', () => {
    expect(read({ PORT_FILE: '/run/port' }, { '/run/port': '4000' }).port).toBe(3000);
  });
});

describe('the keys of the store', () => {
  it('are read in order: the first encrypts', () => {
    const { encryptionKeys } = read({ STORE_ENCRYPTION_KEYS: `new:${KEY_B}, old:${KEY_A}` }).store;
    expect(encryptionKeys?.map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(encryptionKeys?.[0]?.key).toEqual(Buffer.alloc(32, 'b'));
  });

  it.each([
    ['a kid twice', `k:${KEY_A},k:${KEY_B}`],
    ['no kid', KEY_A],
    ['a short key', `k:${Buffer.alloc(31).toString('base64')}`],
    ['a long key', `k:${Buffer.alloc(33).toString('base64')}`],
    ['an empty part', `k:${KEY_A},`],
  ])('with %s are refused', (_, keys) => {
    expect(refusal({ STORE_ENCRYPTION_KEYS: keys }).faults).toHaveLength(1);
  });
});

describe('Redis', () => {
  it('needs its address', () => {
    expect(refusal({ STORE: 'redis' }).faults).toEqual(['REDIS_URL is required for STORE=redis']);
    expect(refusal({ STORE: 'redis', REDIS_MODE: 'cluster' }).faults).toEqual([
      'REDIS_NODES is required for REDIS_MODE=cluster',
    ]);
  });

  it('has a URL, or nodes for Sentinels and clusters', () => {
    expect(read({ STORE: 'redis', REDIS_URL: 'rediss://cache:6380' }).store.redis.url).toBe(
      'rediss://cache:6380',
    );
    const sentinel = { STORE: 'redis', REDIS_MODE: 'sentinel', REDIS_NODES: 'a:26379, b:26379' };
    expect(read(sentinel).store.redis.nodes).toEqual(['a:26379', 'b:26379']);
  });
});
