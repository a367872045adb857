import { ConfigurationError } from './environment.js';
import type { EkoCredentials, GatewayConfig } from './gateway-config.js';
import type { StoreKey } from './variables.js';

/** How long the replaced credentials are used when Eko refuses the new ones, milliseconds. */
const GRACE_MS = 15 * 60_000;

/** File changes within this time belong to one rotation, milliseconds. */
const ROTATION_MS = 60_000;

/** Logs rotations; never a value. */
export interface RotationLog {
  log(line: object): void;
  warn(line: object): void;
}

/**
 * Follows the files of the secrets, which Kubernetes replaces without a signal. The replaced Eko credentials
 * remain available, since Eko may activate the new ones earlier or later than the file changes. A file with a fault changes nothing.
 */
export class SecretRotation {
  private readonly listeners: ((keys: readonly StoreKey[]) => void)[] = [];
  private previous: GatewayConfig | undefined;
  private replacedAt = 0;
  private keys: readonly StoreKey[];

  /** @param reread the whole configuration from the same environment; throws ConfigurationError */
  constructor(
    private current: GatewayConfig,
    private readonly reread: () => GatewayConfig,
    private readonly logger: RotationLog,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.keys = current.store.encryptionKeys ?? [];
  }

  /** The configuration that follows the files. */
  follow(): GatewayConfig {
    const { eko, store } = this.current;
    return {
      ...this.current,
      eko: { ...eko, credentials: (product, replaced) => this.credentials(product, replaced === true) },
      store: { ...store, onKeysChange: (listener) => void this.listeners.push(listener) },
    };
  }

  /** Reads the files now. */
  check(products: readonly string[]): void {
    const next = this.read();
    if (!next) return;
    if (
      products.some((product) =>
        differs(next.eko.credentials(product), this.current.eko.credentials(product)),
      )
    ) {
      this.replace();
      this.logger.log({ event: 'Eko credentials rotated' });
    }
    this.rotateKeys(next.store.encryptionKeys ?? []);
    this.current = next;
  }

  private read(): GatewayConfig | undefined {
    try {
      return this.reread();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.logger.warn({ event: 'secrets not reread', faults: error.faults });
      return undefined;
    }
  }

  private replace(): void {
    const newRotation = this.now() - this.replacedAt > ROTATION_MS;
    if (!this.previous || newRotation) this.previous = this.current;
    this.replacedAt = this.now();
  }

  private rotateKeys(configured: readonly StoreKey[]): void {
    if (configured.length === 0 || sameKeys(configured, this.keys)) return;
    this.keys = configured;
    for (const listener of this.listeners) listener(configured);
  }

  private credentials(product: string, replaced: boolean): EkoCredentials {
    const recent = this.now() - this.replacedAt < GRACE_MS;
    const config = replaced && recent && this.previous ? this.previous : this.current;
    return config.eko.credentials(product);
  }
}

function differs(one: EkoCredentials, other: EkoCredentials): boolean {
  return (
    one.developerKey !== other.developerKey ||
    one.accessKey !== other.accessKey ||
    one.initiatorId !== other.initiatorId
  );
}

function sameKeys(some: readonly StoreKey[], others: readonly StoreKey[]): boolean {
  const same = (key: StoreKey, other?: StoreKey): boolean =>
    key.kid === other?.kid && key.key.equals(other.key);
  return some.length === others.length && some.every((key, index) => same(key, others[index]));
}
