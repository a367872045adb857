import type { Overrides } from './overrides.js';
import type { StoreKey } from './variables.js';

/** Eko's credentials of one product. */
export interface EkoCredentials {
  readonly developerKey: string;
  readonly accessKey: string;
  /** The API user's registered mobile number. */
  readonly initiatorId: string;
}

export interface EkoConfig {
  readonly environment: 'sandbox' | 'uat' | 'production';
  /** Without a trailing slash; absent when the embedded simulator is the upstream. */
  readonly baseUrl?: string;
  /**
   * The credentials of a product: its own, or the shared ones.
   * @param replaced true for those that were replaced shortly before, if there are any, because Eko refused the current ones
   */
  credentials(product: string, replaced?: boolean): EkoCredentials;
  /** The current overrides: the file is reread while the process runs. */
  overrides(): Overrides;
  /** Maximum duration of a step, milliseconds. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
  /** Concurrent calls for one product; fewer than `maxConnections` unless that is 1. */
  readonly maxConnectionsPerProduct: number;
  readonly breaker: BreakerConfig;
}

/** When a product's calls are stopped, and for how long. */
export interface BreakerConfig {
  /** How many of the latest calls it counts; it opens when more than half of them failed. */
  readonly windowCalls: number;
  readonly openMs: number;
}

/** The limits on concurrent requests. */
export interface OverloadConfig {
  readonly maxInFlight: number;
  /** Part of it that one product may use, so that a slow one leaves room for the others. */
  readonly maxInFlightPerProduct: number;
  readonly maxEventLoopDelayMs: number;
}

/** The location of the issuer's public keys: an https URL, or a file that may change. */
export type KeySetLocation = { readonly url: string } | { readonly path: string };

export interface JwtConfig {
  readonly issuer: string;
  readonly audience: string;
  /** The claim with the agent's user code. */
  readonly userCodeClaim: string;
  /** The claim with the scopes. */
  readonly scopeClaim: string;
  readonly keySet: KeySetLocation;
}

export type AuthConfig =
  { readonly mode: 'disabled'; readonly userCode: string } | ({ readonly mode: 'jwt' } & JwtConfig);

export interface StoreConfig {
  readonly kind: 'embedded' | 'redis';
  /** Directory of the embedded store, and of the secrets generated in development. */
  readonly path: string;
  readonly redis: {
    readonly url?: string;
    readonly mode: 'standalone' | 'sentinel' | 'cluster';
    readonly nodes: readonly string[];
  };
  /** The first seals, all open; absent: generated and kept in `path`. */
  readonly encryptionKeys?: readonly StoreKey[];
  /** Registers a listener for changed keys while the process runs. */
  readonly onKeysChange?: (listener: (keys: readonly StoreKey[]) => void) => void;
  /** 256 bits that derive ids, references and fingerprints; absent: generated and kept in `path`. */
  readonly identifierSecret?: Buffer;
  readonly onboardingTtlMs: number;
  readonly idempotencyTtlMs: number;
}

export interface OtpConfig {
  readonly maxAttempts: number;
  readonly resendCooldownMs: number;
  readonly maxSendsPerHour: number;
}

export interface LimitsConfig {
  /** Requests of one agent. */
  readonly requestsPerMinute: number;
  /** Onboardings started by one agent. */
  readonly startsPerHour: number;
  readonly otpSendsPerAgentPerHour: number;
  /** Refused tokens of one remote address; above that number its unknown tokens wait for their verification. */
  readonly authFailuresPerMinute: number;
}

/** Settings of the HTTP server of the API. */
export interface HttpConfig {
  /** Origins whose pages may call the API; a pattern matches a complete origin. */
  readonly corsOrigins: readonly (string | RegExp)[];
  /** Addresses and networks whose X-Forwarded-For is trusted. */
  readonly trustedProxies: readonly string[];
  /** Maximum time to receive a complete request, milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection stays open, milliseconds. */
  readonly keepAliveTimeoutMs: number;
  readonly maxConnections: number;
  /** Unfinished request bodies of one agent at one address. */
  readonly maxUnfinishedBodiesPerAgent: number;
}

/** The collector of traces. */
export interface TracesConfig {
  /** Its base URL; traces go to `/v1/traces` below it. */
  readonly url: string;
  /** Headers that it requires with every request, such as a token. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An HTTP proxy that connections leave through. */
export interface EgressProxy {
  /** With its user and password, if it requires them: never shown. */
  readonly url: string;
  /** host:port, for logs, metrics and the doctor. */
  readonly address: string;
}

/** How connections leave: directly, or through a proxy. The store is never reached through one. */
export interface EgressConfig {
  /** The proxy for this destination; undefined: it is reached directly. A loopback address always is. */
  readonly proxyOf: (destination: string) => EgressProxy | undefined;
}

/** The validated configuration; the rest of the code reads this and never the environment. */
export interface GatewayConfig {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  readonly logLevel: string;
  readonly docsEnabled: boolean;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly minimumAgeYears: number;
  readonly http: HttpConfig;
  readonly overload: OverloadConfig;
  /** Absent: traces are off. */
  readonly traces?: TracesConfig;
  readonly limits: LimitsConfig;
  /** How often the files of secrets are reread, milliseconds. */
  readonly secretRefreshMs: number;
  /** Path of the audit stream, or `stderr`. */
  readonly auditFile: string;
  readonly eko: EkoConfig;
  readonly egress: EgressConfig;
  readonly auth: AuthConfig;
  readonly store: StoreConfig;
  readonly otp: OtpConfig;
  /** Settings that are allowed but risky, logged at the start; names variables, never a value. */
  readonly warnings: readonly string[];
}

/** Injection token of the one GatewayConfig. */
export const GATEWAY_CONFIG = 'CONFIGURATION(gateway)';
