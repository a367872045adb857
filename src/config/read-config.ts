import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, Environment, type EnvironmentText } from './environment.js';
import type {
  EkoConfig,
  EkoCredentials,
  GatewayConfig,
  HttpConfig,
  StoreConfig,
  TracesConfig,
} from './gateway-config.js';
import { misspeltNames } from './misspelt-names.js';
import type { OverridesReader } from './overrides.js';
import { readAuth } from './read-auth.js';
import { readEgress } from './read-egress.js';
import { readBaseUrl, readEnvironmentName } from './read-eko-address.js';
import { readOverrides } from './read-overrides.js';
import { CREDENTIAL_SUFFIXES, type VariableName } from './variables.js';

/** What the configuration needs to know about the products, from the registry. */
export interface ConfigurableProducts {
  readonly names: readonly string[];
  /** Absent: the overrides file is not read. */
  readonly readOverrides?: OverridesReader;
}

/** Share of MAX_IN_FLIGHT that one product may use. */
const SHARE_OF_A_PRODUCT = 0.75;

/** The credentials of the embedded simulator. They are public on purpose: no other system accepts them. */
const SANDBOX_CREDENTIALS: EkoCredentials = {
  developerKey: 'sandbox-developer-key',
  accessKey: 'TEST_ACCESS_KEY_DO_NOT_USE',
  initiatorId: '9962981729',
};

/**
 * The validated configuration.
 * @throws ConfigurationError naming every faulty variable and what it must be, never its value
 */
export function readConfig(
  environmentText: EnvironmentText,
  products: ConfigurableProducts,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): GatewayConfig {
  const environment = new Environment(environmentText, readFile);
  const production = environment.value('NODE_ENV') === 'production';
  const host = environment.value('HOST');
  const eko = readEko(environment, products, production);
  const traces = readTraces(environment);
  const config: GatewayConfig = {
    production,
    host,
    port: environment.value('PORT'),
    metricsPort: environment.value('METRICS_PORT'),
    logLevel: environment.value('LOG_LEVEL'),
    docsEnabled: environment.optional('DOCS_ENABLED') ?? !production,
    shutdownDelayMs: environment.value('SHUTDOWN_DELAY_MS'),
    shutdownTimeoutMs: environment.value('SHUTDOWN_TIMEOUT_MS'),
    minimumAgeYears: environment.value('MINIMUM_AGE_YEARS'),
    http: {
      corsOrigins: readOrigins(environment, eko.environment === 'sandbox' && !production),
      trustedProxies: environment.value('TRUSTED_PROXIES'),
      requestTimeoutMs: environment.value('REQUEST_TIMEOUT_MS'),
      keepAliveTimeoutMs: environment.value('KEEP_ALIVE_TIMEOUT_MS'),
      maxConnections: environment.value('MAX_CONNECTIONS'),
      maxUnfinishedBodiesPerAgent: environment.value('MAX_UNFINISHED_BODIES_PER_AGENT'),
    },
    overload: {
      maxInFlight: environment.value('MAX_IN_FLIGHT'),
      maxInFlightPerProduct: Math.ceil(environment.value('MAX_IN_FLIGHT') * SHARE_OF_A_PRODUCT),
      maxEventLoopDelayMs: environment.value('MAX_EVENT_LOOP_DELAY_MS'),
    },
    ...(traces && { traces }),
    limits: {
      requestsPerMinute: environment.value('RATE_LIMIT_PER_MINUTE'),
      startsPerHour: environment.value('ONBOARDING_STARTS_PER_HOUR'),
      otpSendsPerAgentPerHour: environment.value('OTP_MAX_SENDS_PER_AGENT_PER_HOUR'),
      authFailuresPerMinute: environment.value('AUTH_FAILURES_PER_MINUTE'),
    },
    secretRefreshMs: environment.value('SECRET_REFRESH_SECONDS') * 1000,
    auditFile: environment.optional('AUDIT_FILE') ?? join(environment.value('STORE_PATH'), 'audit.jsonl'),
    eko,
    egress: readEgress(environment),
    auth: readAuth(environment, { production, host, eko }),
    store: readStore(environment, production || eko.environment !== 'sandbox'),
    otp: {
      maxAttempts: environment.value('OTP_MAX_ATTEMPTS'),
      resendCooldownMs: environment.value('OTP_RESEND_COOLDOWN_SECONDS') * 1000,
      maxSendsPerHour: environment.value('OTP_MAX_SENDS_PER_HOUR'),
    },
    warnings: [...environment.warnings, ...misspeltNames(environment, products.names)],
  };
  if (environment.faults.length > 0) throw new ConfigurationError(environment.faults, config.warnings);
  return config;
}

/** A page in development is served from another port. */
const ANY_PORT_OF_LOCALHOST = /^https?:\/\/localhost(:\d{1,5})?$/;

function readOrigins(environment: Environment, developing: boolean): HttpConfig['corsOrigins'] {
  const origins = environment.value('CORS_ORIGINS');
  return origins.length === 0 && developing ? [ANY_PORT_OF_LOCALHOST] : origins;
}

function readTraces(environment: Environment): TracesConfig | undefined {
  const url = environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT');
  const headers = environment.optional('OTEL_EXPORTER_OTLP_HEADERS') ?? {};
  return url === undefined ? undefined : { url, headers };
}

function readEko(environment: Environment, products: ConfigurableProducts, production: boolean): EkoConfig {
  const name = readEnvironmentName(environment, production);
  const baseUrl = readBaseUrl(environment, name);
  const credentials = readCredentials(environment, products, name === 'sandbox');
  const shared = credentials.get('') ?? SANDBOX_CREDENTIALS;
  const overrides = readOverrides(environment, products);
  const maxConnections = environment.value('EKO_MAX_CONNECTIONS');
  const ofOneProduct = environment.value('EKO_MAX_CONNECTIONS_PER_PRODUCT');
  return {
    environment: name,
    ...(baseUrl !== undefined && { baseUrl }),
    credentials: (product) => credentials.get(product) ?? shared,
    overrides: () => overrides,
    timeoutMs: environment.value('EKO_TIMEOUT_MS'),
    connectTimeoutMs: environment.value('EKO_CONNECT_TIMEOUT_MS'),
    maxConnections,
    maxConnectionsPerProduct: Math.min(
      ofOneProduct || Math.max(1, Math.floor(maxConnections / 2)),
      maxConnections,
    ),
    breaker: {
      windowCalls: environment.value('EKO_BREAKER_WINDOW_CALLS'),
      openMs: environment.value('EKO_BREAKER_OPEN_MS'),
    },
  };
}

function readCredentials(
  environment: Environment,
  { names }: ConfigurableProducts,
  sandbox: boolean,
): ReadonlyMap<string, EkoCredentials> {
  const shared = {
    developerKey: environment.optional('EKO_DEVELOPER_KEY'),
    accessKey: environment.optional('EKO_ACCESS_KEY'),
    initiatorId: environment.optional('EKO_INITIATOR_ID'),
  };
  const fallback = sandbox ? SANDBOX_CREDENTIALS : { developerKey: '', accessKey: '', initiatorId: '' };
  const whole = (own: Partial<Record<keyof EkoCredentials, string | undefined>>): EkoCredentials => ({
    developerKey: own.developerKey ?? shared.developerKey ?? fallback.developerKey,
    accessKey: own.accessKey ?? shared.accessKey ?? fallback.accessKey,
    initiatorId: own.initiatorId ?? shared.initiatorId ?? fallback.initiatorId,
  });
  const byProduct = new Map<string, EkoCredentials>();
  const missing = new Set<VariableName>();
  for (const product of names) {
    const [developerKey, accessKey, initiatorId] = CREDENTIAL_SUFFIXES.map((suffix) =>
      environment.credential(product, suffix),
    );
    const credentials = whole({ developerKey, accessKey, initiatorId });
    byProduct.set(product, credentials);
    if (credentials.developerKey === '') missing.add('EKO_DEVELOPER_KEY');
    if (credentials.accessKey === '') missing.add('EKO_ACCESS_KEY');
    if (credentials.initiatorId === '') missing.add('EKO_INITIATOR_ID');
  }
  for (const name of missing) {
    environment.required(name);
  }
  return byProduct.set('', whole({}));
}

function readStore(environment: Environment, secretsRequired: boolean): StoreConfig {
  const kind = environment.value('STORE');
  const url = environment.optional('REDIS_URL');
  const mode = environment.value('REDIS_MODE');
  const nodes = environment.value('REDIS_NODES');
  const encryptionKeys = environment.optional('STORE_ENCRYPTION_KEYS');
  const identifierSecret = environment.optional('IDENTIFIER_SECRET');
  if (kind === 'redis' && mode === 'standalone' && !url)
    environment.faults.push('REDIS_URL is required for STORE=redis');
  if (kind === 'redis' && mode !== 'standalone' && nodes.length === 0) {
    environment.faults.push(`REDIS_NODES is required for REDIS_MODE=${mode}`);
  }
  if (secretsRequired && !encryptionKeys) environment.required('STORE_ENCRYPTION_KEYS');
  if (secretsRequired && !identifierSecret) environment.required('IDENTIFIER_SECRET');
  return {
    kind,
    path: environment.value('STORE_PATH'),
    redis: { ...(url !== undefined && { url }), mode, nodes },
    ...(encryptionKeys && { encryptionKeys }),
    ...(identifierSecret && { identifierSecret }),
    onboardingTtlMs: environment.value('ONBOARDING_TTL_SECONDS') * 1000,
    idempotencyTtlMs: environment.value('IDEMPOTENCY_TTL_SECONDS') * 1000,
  };
}
