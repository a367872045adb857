/** One environment variable: what it means, its default, and how its text becomes a value. */
export interface Variable<T> {
  readonly description: string;
  /** As it would be written in the environment; undefined when there is none. */
  readonly defaultText?: string;
  /** What a value must be, for the message about a bad one. */
  readonly must: string;
  /** Undefined when the text is no such value. */
  parse(text: string): T | undefined;
}

const text = (
  description: string,
  defaultText?: string,
  pattern = /^[\x20-\x7e]{1,4096}$/,
  must = 'printable text',
): Variable<string> => ({
  description,
  ...(defaultText === undefined ? {} : { defaultText }),
  must,
  parse: (value) => (pattern.test(value) ? value : undefined),
});

const integer = (
  description: string,
  defaultText: string,
  least: number,
  most: number,
): Variable<number> => ({
  description,
  defaultText,
  must: `a whole number from ${least} to ${most}`,
  parse: (value) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  },
});

const choice = <const T extends string>(
  description: string,
  choices: readonly T[],
  defaultText?: T,
): Variable<T> => ({
  description,
  ...(defaultText === undefined ? {} : { defaultText }),
  must: `one of ${choices.join(', ')}`,
  parse: (value) => choices.find((one) => one === value),
});

const list = (description: string, item: RegExp, must: string): Variable<readonly string[]> => ({
  description,
  defaultText: '',
  must,
  parse: (value) => {
    const items = value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    return items.every((one) => item.test(one)) ? items : undefined;
  },
});

const flag = (description: string): Variable<boolean> => ({
  description,
  must: 'true or false',
  parse: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
});

const key256 = (description: string): Variable<Buffer> => ({
  description,
  must: '32 bytes in base64 (openssl rand -base64 32)',
  parse: (value) => {
    const bytes = Buffer.from(value, 'base64');
    return bytes.length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(value) ? bytes : undefined;
  },
});

/** A key of 256 bits with the id that stands in front of what it sealed. */
export interface StoreKey {
  readonly kid: string;
  readonly key: Buffer;
}

const keyRing = (description: string): Variable<readonly StoreKey[]> => ({
  description,
  must: 'kid:key pairs separated by commas, each key 32 bytes in base64, each kid different',
  parse: (value) => {
    const keys = value.split(',').map((pair) => {
      const [, kid = '', key = ''] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(pair) ?? [];
      return { kid, key: Buffer.from(key, 'base64') };
    });
    const whole = keys.every(({ kid, key }) => kid !== '' && key.length === 32);
    return whole && new Set(keys.map(({ kid }) => kid)).size === keys.length ? keys : undefined;
  },
});

const HOUR_SECONDS = 3600;
const YEAR_SECONDS = 366 * 24 * HOUR_SECONDS;

/** Every variable the gateway reads, in the order of api.md; `.env.example` is held against this by a test. */
export const VARIABLES = {
  NODE_ENV: choice('development, test or production', ['development', 'test', 'production'], 'development'),
  HOST: text('Address to listen on', '127.0.0.1', /^[0-9A-Za-z.:-]{1,255}$/, 'a host name or IP address'),
  PORT: integer('Port of the API; 0 takes a free one', '3000', 0, 65535),
  METRICS_PORT: integer('Port of /metrics; 0 takes a free one', '9464', 0, 65535),
  LOG_LEVEL: choice(
    'Least severe level that is logged',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
  ),
  DOCS_ENABLED: flag('Whether /docs is served; default: only outside production'),
  EKO_ENVIRONMENT: choice(
    'sandbox (the embedded simulator), uat or production',
    ['sandbox', 'uat', 'production'],
    'sandbox',
  ),
  EKO_BASE_URL: text(
    "Eko's base URL; https, or http to a loopback address only; default: by environment",
    undefined,
    /^https?:\/\/[^\s?#]{1,500}$/,
    'an https URL, or an http URL of a loopback address',
  ),
  EKO_DEVELOPER_KEY: text("Eko's developer key; required outside the sandbox"),
  EKO_ACCESS_KEY: text("Eko's access key, which signs every request; required outside the sandbox"),
  EKO_INITIATOR_ID: text(
    "The API user's registered mobile number; required outside the sandbox",
    undefined,
    /^[0-9]{10}$/,
    'ten digits',
  ),
  EKO_PATHS_FILE: text('JSON file of path overrides, {"ppi-levin.verifyAadhaarOtp": "/…/{customer_id}/…"}'),
  EKO_OMIT_USER_CODE: list(
    'Calls that go without user_code, such as ppi-levin.lookUp, comma-separated',
    /^[a-z-]{1,40}\.[A-Za-z]{1,40}$/,
    'product.call names separated by commas',
  ),
  EKO_TIMEOUT_MS: integer('Budget of one step: connect, send, answer', '10000', 100, 120_000),
  EKO_CONNECT_TIMEOUT_MS: integer('Longest wait for a connection', '2000', 50, 60_000),
  EKO_MAX_CONNECTIONS: integer('Most connections to Eko at once', '128', 1, 10_000),
  AUTH_MODE: choice(
    'jwt, or disabled (only with the sandbox); default: disabled in the sandbox when no key set is given',
    ['jwt', 'disabled'],
  ),
  SANDBOX_USER_CODE: text(
    'The agent of every call while AUTH_MODE=disabled',
    '20810200',
    /^[0-9A-Za-z]{1,20}$/,
    '1 to 20 letters or digits',
  ),
  STORE: choice('embedded or redis', ['embedded', 'redis'], 'embedded'),
  STORE_PATH: text('Directory of the embedded store', './data'),
  REDIS_URL: text(
    'redis:// or rediss:// URL of the store',
    undefined,
    /^rediss?:\/\/[\x21-\x7e]{1,1000}$/,
    'a redis:// or rediss:// URL',
  ),
  REDIS_MODE: choice('standalone, sentinel or cluster', ['standalone', 'sentinel', 'cluster'], 'standalone'),
  REDIS_NODES: list(
    'Sentinels or cluster nodes, host:port, comma-separated',
    /^[\w.-]{1,255}:\d{1,5}$/,
    'host:port pairs separated by commas',
  ),
  STORE_ENCRYPTION_KEYS: keyRing(
    'Seals what is stored, kid:base64key,…; the first encrypts, all decrypt; default: made and kept in STORE_PATH in development',
  ),
  IDENTIFIER_SECRET: key256(
    'Derives ids, references and fingerprints; default: made and kept in STORE_PATH in development',
  ),
  ONBOARDING_TTL_SECONDS: integer(
    'How long an onboarding is kept after its last change',
    '604800',
    1,
    YEAR_SECONDS,
  ),
  IDEMPOTENCY_TTL_SECONDS: integer('How long an Idempotency-Key is remembered', '86400', 1, YEAR_SECONDS),
  OTP_MAX_ATTEMPTS: integer('Tries for each OTP', '3', 1, 10),
  OTP_RESEND_COOLDOWN_SECONDS: integer(
    'Least time between two OTPs of one onboarding',
    '30',
    0,
    HOUR_SECONDS,
  ),
  OTP_MAX_SENDS_PER_HOUR: integer('Most OTPs sent to one customer in an hour', '5', 1, 1000),
  RATE_LIMIT_PER_MINUTE: integer('Requests of one agent in a minute', '120', 1, 1_000_000),
  CORS_ORIGINS: list(
    'Browser origins that may call, comma-separated; default: none',
    /^https?:\/\/[^\s/?#]{1,255}$/,
    'origins such as https://app.example.in separated by commas',
  ),
  MINIMUM_AGE_YEARS: integer('Youngest age of a customer', '18', 0, 120),
  SHUTDOWN_DELAY_MS: integer('Wait between readiness 503 and the end of listening', '5000', 0, 600_000),
  SHUTDOWN_TIMEOUT_MS: integer('Longest time from SIGTERM to the end of the process', '25000', 100, 600_000),
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof VARIABLES;

/** Variables that hold secrets: each can also come from the file named by NAME_FILE. */
export const SECRETS: readonly VariableName[] = [
  'EKO_DEVELOPER_KEY',
  'EKO_ACCESS_KEY',
  'EKO_INITIATOR_ID',
  'REDIS_URL',
  'STORE_ENCRYPTION_KEYS',
  'IDENTIFIER_SECRET',
];

/** The three credentials that a product may have of its own, as EKO_{PRODUCT}_{suffix}. */
export const CREDENTIAL_SUFFIXES = ['DEVELOPER_KEY', 'ACCESS_KEY', 'INITIATOR_ID'] as const;
