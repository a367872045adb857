import { ACCESS_VARIABLES } from './access-variables.js';
import { isHostAndPort, isRedisUrl } from './addresses.js';
import { RESILIENCE_VARIABLES } from './resilience-variables.js';
import { choice, flag, integer, key256, keyRing, list, text, type Variable } from './variable-kinds.js';

export type { StoreKey, Variable } from './variable-kinds.js';

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
    'sandbox (the embedded simulator), uat or production; default: sandbox, but required with NODE_ENV=production',
    ['sandbox', 'uat', 'production'],
  ),
  EKO_BASE_URL: text(
    "Eko's base URL; https, or http to a loopback address only; in the sandbox a loopback address, which replaces the embedded simulator; default: by environment",
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
  EKO_OVERRIDES_FILE: text(
    'JSON file that says where Eko differs from what is shipped: calls and outcomes; read again when it changes',
  ),
  EKO_TIMEOUT_MS: integer(
    "Budget of one step: connect, send, answer, store; the client's Request-Timeout if that is smaller",
    '10000',
    100,
    120_000,
  ),
  EKO_CONNECT_TIMEOUT_MS: integer('Longest wait for a connection', '2000', 50, 60_000),
  EKO_MAX_CONNECTIONS: integer('Most connections to Eko at once', '128', 1, 10_000),
  ...RESILIENCE_VARIABLES,
  ...ACCESS_VARIABLES,
  STORE: choice('embedded or redis', ['embedded', 'redis'], 'embedded'),
  STORE_PATH: text('Directory of the embedded store', './data'),
  REDIS_URL: text(
    'redis:// or rediss:// URL of the store',
    undefined,
    isRedisUrl,
    'a redis:// or rediss:// URL',
  ),
  REDIS_MODE: choice('standalone, sentinel or cluster', ['standalone', 'sentinel', 'cluster'], 'standalone'),
  REDIS_NODES: list(
    'Sentinels or cluster nodes, host:port, comma-separated',
    isHostAndPort,
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
    'Least time after an OTP before it is replaced by another, or a start looks the customer up again; a refresh and the first OTP of a step do not wait',
    '30',
    0,
    HOUR_SECONDS,
  ),
  SECRET_REFRESH_SECONDS: integer(
    'How often the files of secrets (NAME_FILE) and of overrides are read again',
    '10',
    1,
    HOUR_SECONDS,
  ),
  AUDIT_FILE: text(
    'Where the audit stream goes: a file, a named pipe, or stderr; default: audit.jsonl in STORE_PATH',
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
  'OTEL_EXPORTER_OTLP_HEADERS',
];

/** The three credentials that a product may have of its own, as EKO_{PRODUCT}_{suffix}. */
export const CREDENTIAL_SUFFIXES = ['DEVELOPER_KEY', 'ACCESS_KEY', 'INITIATOR_ID'] as const;

/** The variable of a product's own credential, such as EKO_PPI_LEVIN_ACCESS_KEY. */
export function credentialName(product: string, suffix: (typeof CREDENTIAL_SUFFIXES)[number]): string {
  return `EKO_${product.toUpperCase().replaceAll('-', '_')}_${suffix}`;
}
