import { isHostAndPort, isHttpUrl, isNetwork, isOrigin, isProxyUrl, isRedisUrl } from './addresses.js';
import { isExclusion } from './proxy-exclusions.js';
import {
  type Variable,
  choice,
  flag,
  headers,
  integer,
  key256,
  keyRing,
  list,
  text,
} from './variable-kinds.js';

/** Variables of authentication, rate limits and the HTTP server. */
const ACCESS_VARIABLES = {
  AUTH_MODE: choice(
    'jwt, or disabled, which accepts any client (only with EKO_ENVIRONMENT=sandbox); default: jwt when any other AUTH_ variable is set or outside the sandbox, otherwise disabled, which must be set explicitly in production, on a HOST that is not a loopback address, and with EKO_BASE_URL',
    ['jwt', 'disabled'],
  ),
  AUTH_JWKS_URL: text(
    'Address at which the issuer publishes its keys; https, or http to a loopback address only',
    undefined,
    /^https?:\/\/[^\s#]{1,1000}$/,
    'an https URL, or an http URL of a loopback address',
  ),
  AUTH_JWKS_FILE: text(
    "File with the issuer's keys (JWKS), instead of AUTH_JWKS_URL; reread when it changes",
  ),
  AUTH_ISSUER: text('The iss that every token must contain; required for AUTH_MODE=jwt'),
  AUTH_AUDIENCE: text('The aud that every token must contain; required for AUTH_MODE=jwt'),
  AUTH_USER_CODE_CLAIM: text(
    "The claim with the agent's Eko user_code",
    'user_code',
    /^[\w.:/-]{1,200}$/,
    'the name of a claim',
  ),
  AUTH_SCOPE_CLAIM: text(
    'The claim with the scopes, a string with blanks or an array, such as scp or permissions',
    'scope',
    /^[\w.:/-]{1,200}$/,
    'the name of a claim',
  ),
  AUTH_FAILURES_PER_MINUTE: integer(
    'Number of refused tokens of one remote address in a minute, above which its unknown tokens wait for their verification; tokens that were verified before do not wait',
    '300',
    1,
    1_000_000,
  ),
  TRUSTED_PROXIES: list(
    'Addresses or networks of proxies whose X-Forwarded-For is trusted, comma-separated; default: none',
    isNetwork,
    'IP addresses or CIDR networks separated by commas',
  ),
  SANDBOX_USER_CODE: text(
    'The agent of every call while AUTH_MODE=disabled',
    '20810200',
    /^[0-9A-Za-z]{1,20}$/,
    '1 to 20 letters or digits',
  ),
  OTP_MAX_SENDS_PER_HOUR: integer('Maximum number of OTPs sent to one customer in an hour', '5', 1, 1000),
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: integer(
    'Maximum number of OTPs that one agent may send in an hour',
    '300',
    1,
    1_000_000,
  ),
  ONBOARDING_STARTS_PER_HOUR: integer(
    'Maximum number of onboardings that one agent may start in an hour',
    '200',
    1,
    1_000_000,
  ),
  RATE_LIMIT_PER_MINUTE: integer('Maximum number of requests of one agent in a minute', '120', 1, 1_000_000),
  CORS_ORIGINS: list(
    'Origins of web pages that may call the API, comma-separated, as browsers send them, also capacitor://localhost and ionic://localhost; default: none, but in the sandbox outside production every port of localhost',
    isOrigin,
    'origins as browsers send them, such as https://app.example.in or capacitor://localhost (lower case, no default port, no path), separated by commas',
  ),
  REQUEST_TIMEOUT_MS: integer(
    'Maximum time for a client to send a whole request, and for its headers two thirds of that',
    '15000',
    1000,
    600_000,
  ),
  KEEP_ALIVE_TIMEOUT_MS: integer(
    'How long an idle client connection stays open; must be longer than the load balancer in front keeps it',
    '75000',
    1000,
    600_000,
  ),
  MAX_CONNECTIONS: integer(
    'Maximum number of client connections; further ones are closed immediately',
    '2048',
    1,
    1_000_000,
  ),
  MAX_UNFINISHED_BODIES_PER_AGENT: integer(
    'Maximum number of requests of one agent at one address whose bodies are incomplete; further ones are refused with RATE_LIMITED',
    '16',
    1,
    100_000,
  ),
} as const satisfies Record<string, Variable<unknown>>;

/** Variables for failures of Eko, overload and tracing. */
const RESILIENCE_VARIABLES = {
  EKO_MAX_CONNECTIONS_PER_PRODUCT: integer(
    'Maximum number of simultaneous calls to Eko for one product, so that a slow product leaves connections to the others; 0: half of EKO_MAX_CONNECTIONS',
    '0',
    0,
    10_000,
  ),
  EKO_BREAKER_WINDOW_CALLS: integer(
    'The breaker of a product opens when more than half of this number of latest calls failed or were slow',
    '20',
    2,
    1000,
  ),
  EKO_BREAKER_OPEN_MS: integer(
    'How long an open breaker waits before it allows one call as a probe',
    '5000',
    50,
    600_000,
  ),
  MAX_IN_FLIGHT: integer(
    'Maximum number of requests in work; further ones are refused with OVERLOADED',
    '256',
    1,
    100_000,
  ),
  MAX_EVENT_LOOP_DELAY_MS: integer(
    'Delay of the event loop above which requests are refused with OVERLOADED',
    '500',
    10,
    60_000,
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    'Collector that traces are sent to by OTLP over HTTP; without it no tracing code is loaded',
    undefined,
    isHttpUrl,
    'an http or https URL',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: headers(
    'Headers for the collector, such as a token: name=value,…; values percent-encoded',
  ),
} as const satisfies Record<string, Variable<unknown>>;

/** Variables of the proxies that connections leave through. */
const PROXY_VARIABLES = {
  HTTPS_PROXY: text(
    'Proxy for https addresses: Eko, AUTH_JWKS_URL and OTEL_EXPORTER_OTLP_ENDPOINT, but no loopback address; http://host:port or https://host:port, with user:password@ if it requires them; https_proxy is read first',
    undefined,
    isProxyUrl,
    'the URL of a proxy, http://host:port or https://host:port, without a path',
  ),
  HTTP_PROXY: text(
    'The same for http addresses, which only OTEL_EXPORTER_OTLP_ENDPOINT may have; http_proxy is read first',
    undefined,
    isProxyUrl,
    'the URL of a proxy, http://host:port or https://host:port, without a path',
  ),
  NO_PROXY: list(
    'What is reached without a proxy, comma-separated: names (with their subdomains), *.names (only the subdomains), addresses, CIDR networks or *, each with an optional :port; no_proxy is read first',
    isExclusion,
    'names, *.names, IP addresses, CIDR networks or *, each with an optional :port, separated by commas',
  ),
} as const satisfies Record<string, Variable<unknown>>;

export type { StoreKey, Variable } from './variable-kinds.js';

const HOUR_SECONDS = 3600;
const YEAR_SECONDS = 366 * 24 * HOUR_SECONDS;

/** Every variable the gateway reads, in the order of api.md; a spec compares `.env.example` with it. */
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
    'JSON file of what Eko does differently for the account: calls and outcomes (docs/overrides); reread when it changes',
  ),
  ...PROXY_VARIABLES,
  EKO_TIMEOUT_MS: integer(
    "Time budget of one step: connect, send, answer, store; the client's Request-Timeout if that is smaller",
    '10000',
    100,
    120_000,
  ),
  EKO_CONNECT_TIMEOUT_MS: integer('Maximum wait for a connection', '2000', 50, 60_000),
  EKO_MAX_CONNECTIONS: integer('Maximum number of connections to Eko', '128', 1, 10_000),
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
    'Keys that seal stored data, kid:base64key,…; the first encrypts, all decrypt; default: created and kept in STORE_PATH in development',
  ),
  IDENTIFIER_SECRET: key256(
    'Secret from which ids, references and fingerprints are derived; default: created and kept in STORE_PATH in development',
  ),
  ONBOARDING_TTL_SECONDS: integer(
    'How long an onboarding is kept after its last change',
    '604800',
    1,
    YEAR_SECONDS,
  ),
  IDEMPOTENCY_TTL_SECONDS: integer('How long an Idempotency-Key is kept', '86400', 1, YEAR_SECONDS),
  OTP_MAX_ATTEMPTS: integer('Maximum number of attempts with each OTP', '3', 1, 10),
  OTP_RESEND_COOLDOWN_SECONDS: integer(
    'Minimum time before an OTP is replaced by another one, or another start looks the customer up; a refresh and the first OTP of a step do not wait',
    '30',
    0,
    HOUR_SECONDS,
  ),
  SECRET_REFRESH_SECONDS: integer(
    'How often the files of secrets (NAME_FILE) and overrides are reread',
    '10',
    1,
    HOUR_SECONDS,
  ),
  AUDIT_FILE: text(
    'Destination of the audit stream: a file, a named pipe, or stderr; default: audit.jsonl in STORE_PATH',
  ),
  MINIMUM_AGE_YEARS: integer('Minimum age of a customer', '18', 0, 120),
  SHUTDOWN_DELAY_MS: integer('Time between readiness 503 and the end of listening', '5000', 0, 600_000),
  SHUTDOWN_TIMEOUT_MS: integer('Maximum time from SIGTERM to the end of the process', '25000', 100, 600_000),
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
  'HTTPS_PROXY',
  'HTTP_PROXY',
];

/** Variables whose names in lower case are read first, as other programs read them. */
export const EITHER_CASE: readonly string[] = Object.keys(PROXY_VARIABLES);

/** The three credentials that a product may have of its own, as EKO_{PRODUCT}_{suffix}. */
export const CREDENTIAL_SUFFIXES = ['DEVELOPER_KEY', 'ACCESS_KEY', 'INITIATOR_ID'] as const;

/** The variable of a product's own credential, such as EKO_PPI_LEVIN_ACCESS_KEY. */
export function credentialName(product: string, suffix: (typeof CREDENTIAL_SUFFIXES)[number]): string {
  return `EKO_${product.toUpperCase().replaceAll('-', '_')}_${suffix}`;
}
