import { Registry } from 'prom-client';
import { Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig, type StoreConfig } from '../config/gateway-config.js';
import { LocalSigningSequence, SIGNING_SEQUENCE, type SigningSequence } from './signing-sequence.js';
import { Readiness } from '../health/readiness.js';
import { TRACING, type Tracing } from '../observability/tracing.js';
import { openEmbeddedStore } from './embedded-store.js';
import { partOfStore } from './part-of-store.js';
import { SealingKeys } from './sealing-keys.js';
import { Identifiers } from './identifiers.js';
import { Sealer } from './sealing.js';
import { StoreMetrics } from './store-metrics.js';
import { STORE, type Store } from './store.js';
import { STORE_SECRETS, type StoreSecrets, storeSecrets } from './store-secrets.js';

const logger = new Logger('store');
const warn = (message: string): void => {
  logger.warn(message);
};

/** Opens the configured store, and closes it after the last request. */
@Module({
  providers: [
    {
      provide: STORE_SECRETS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ store }: GatewayConfig) => storeSecrets(store),
    },
    {
      provide: Sealer,
      inject: [STORE_SECRETS],
      useFactory: ({ encryptionKeys }: StoreSecrets) => new Sealer(encryptionKeys),
    },
    {
      provide: Identifiers,
      inject: [STORE_SECRETS],
      useFactory: ({ identifierSecret }: StoreSecrets) => new Identifiers(identifierSecret),
    },
    {
      provide: StoreMetrics,
      inject: [Registry],
      useFactory: (registry: Registry) => new StoreMetrics(registry),
    },
    {
      provide: SealingKeys,
      inject: [STORE, Sealer, STORE_SECRETS, GATEWAY_CONFIG, StoreMetrics],
      useFactory: followKeys,
    },
    {
      provide: STORE,
      inject: [GATEWAY_CONFIG, StoreMetrics, TRACING],
      useFactory: async ({ store }: GatewayConfig, metrics: StoreMetrics, tracing: Tracing) =>
        reported(await openStore(store, warn), (operation, milliseconds, failed) => {
          metrics.observe(operation, milliseconds, failed);
          tracing.recordSpan(`store ${operation}`, milliseconds, {
            attributes: { 'db.operation.name': operation },
            failed,
          });
        }),
    },
    {
      provide: SIGNING_SEQUENCE,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ store }: GatewayConfig) => openSigningSequence(store),
    },
  ],
  exports: [STORE, STORE_SECRETS, StoreMetrics, Identifiers, Sealer, SIGNING_SEQUENCE],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SIGNING_SEQUENCE) private readonly signing: SigningSequence,
    private readonly keys: SealingKeys,
    readiness: Readiness,
    metrics: StoreMetrics,
  ) {
    readiness.add(partOfStore('store', metrics, () => store.ping()));
    readiness.add(
      partOfStore('signing', metrics, async () => {
        metrics.signingClockSkew((await signing.check()) / 1000);
      }),
    );
  }

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.keys.close();
    await this.store.close();
    this.signing.close();
  }
}

/** REDIS_NODES names the Sentinels and cluster nodes; without a URL only the usual name of the primary is needed. */
const DEFAULT_REDIS_URL = 'redis://mymaster';

/**
 * Opens the configured store.
 * @param warn receives settings that may lose data or could not be checked
 * @throws StartFailure, StoreUnavailable, and Error when Redis may drop records
 */
export async function openStore(
  { kind, path, redis }: StoreConfig,
  warn: (message: string) => void,
): Promise<Store> {
  if (kind === 'embedded') return openEmbeddedStore({ path });
  const { openRedisStore } = await import('./redis-store.js');
  return openRedisStore({ ...redis, url: redis.url ?? DEFAULT_REDIS_URL, warn });
}

/** Nothing is sealed, opened or derived before the secrets were compared with those of the store. */
async function followKeys(
  store: Store,
  sealer: Sealer,
  { encryptionKeys, identifierSecret }: StoreSecrets,
  { store: config, secretRefreshMs }: GatewayConfig,
  metrics: StoreMetrics,
): Promise<SealingKeys> {
  const keys = await SealingKeys.compared({
    store,
    sealer,
    identifierSecret,
    configured: encryptionKeys,
    keptForMs: Math.max(config.onboardingTtlMs, config.idempotencyTtlMs),
    everyMs: secretRefreshMs,
    logger: new Logger('store'),
    fit: metrics.secretsFit,
  });
  config.onKeysChange?.((changed) => {
    keys.follow(changed);
  });
  return keys;
}

/** Gateways that share a store share its signing timestamps. @throws StoreUnavailable */
export async function openSigningSequence({ kind, redis }: StoreConfig): Promise<SigningSequence> {
  if (kind === 'embedded') return new LocalSigningSequence();
  const { RedisSigningSequence } = await import('./redis-signing-sequence.js');
  return RedisSigningSequence.open({ ...redis, url: redis.url ?? DEFAULT_REDIS_URL });
}

type Operation = 'begin' | 'conclude' | 'read' | 'erase';
/** Receives how long each operation took, and whether it failed. */
type Report = (operation: Operation, milliseconds: number, failed: boolean) => void;

/** The same store, which reports each operation when it ends. */
export function reported(store: Store, report: Report): Store {
  const timed = async <T>(operation: Operation, work: Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    let failed = true;
    try {
      const result = await work;
      failed = false;
      return result;
    } finally {
      report(operation, performance.now() - startedAt, failed);
    }
  };
  return {
    begin: (claim) => timed('begin', store.begin(claim)),
    conclude: (conclusion) => timed('conclude', store.conclude(conclusion)),
    read: (onboardingId) => timed('read', store.read(onboardingId)),
    erase: (onboardingId, agent) => timed('erase', store.erase(onboardingId, agent)),
    compareSecrets: (tags, sealedForMs) => store.compareSecrets(tags, sealedForMs),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
