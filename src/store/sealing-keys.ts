import type { StoreKey } from '../config/variables.js';
import type { Sealer } from './sealing.js';
import { SecretsDiffer, tagsOf } from './secret-tags.js';
import { StoreUnavailable, type Store } from './store.js';

/** Logs changes of the sealing keys, never a key. */
export interface KeyLog {
  log(line: object): void;
  warn(line: object): void;
}

export interface SealingKeysOptions {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly identifierSecret: Buffer;
  /** The keys that are configured at the start. */
  readonly configured: readonly StoreKey[];
  /** How long what is sealed may be kept, milliseconds. */
  readonly keptForMs: number;
  /** How often the secrets are compared with the store, milliseconds. */
  readonly everyMs: number;
  readonly logger: KeyLog;
  /** Receives the result of each comparison that the store answered. */
  readonly fit: (yes: boolean) => void;
}

/** A key's use is recorded for this much longer than needed, so that a delayed comparison is not too late, milliseconds. */
const MARGIN_MS = 60_000;

/**
 * The sealing keys of this process. A key seals only after the store has recorded its use, so that no gateway starts
 * without it. A key that was removed from the configuration still opens until everything that it sealed has expired.
 */
export class SealingKeys {
  /** The keys of the sealer: the configured keys, and removed keys that are still needed. */
  private applied: readonly StoreKey[];
  private followed: readonly StoreKey[];
  private configured: readonly StoreKey[];
  private reported = '';
  private turn: Promise<unknown> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  private constructor(private readonly options: SealingKeysOptions) {
    this.applied = this.followed = this.configured = options.configured;
    this.timer = setInterval(() => void this.check(), options.everyMs).unref();
  }

  /** @throws SecretsDiffer, StoreUnavailable */
  static async compared(options: SealingKeysOptions): Promise<SealingKeys> {
    const keys = new SealingKeys(options);
    try {
      await keys.compare();
      return keys;
    } catch (error) {
      keys.close();
      throw error;
    }
  }

  /** Replaces the keys as soon as they were compared with the store. */
  follow(configured: readonly StoreKey[]): void {
    this.configured = configured;
    void this.check();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private check(): Promise<void> {
    const checked = this.turn
      .then(() => this.compare())
      .then(
        () => {
          this.reported = '';
          this.options.fit(true);
        },
        (error: unknown) => {
          this.report(error);
        },
      );
    this.turn = checked;
    return checked;
  }

  private async compare(): Promise<void> {
    const { store, sealer, identifierSecret, keptForMs, everyMs, logger } = this.options;
    const { configured, applied } = this;
    const takenOut = applied.filter(({ kid }) => !configured.some((key) => key.kid === kid));
    const tags = tagsOf({ identifierSecret, encryptionKeys: [...configured, ...takenOut] });
    const inUse = await store.compareSecrets(tags, keptForMs + 2 * everyMs + MARGIN_MS);
    const neededUntil = new Map(inUse.map(({ kid, until }) => [kid, until]));
    const keys = [...configured, ...takenOut.filter(({ kid }) => neededUntil.has(kid))];
    if (!sameKeys(keys, applied)) sealer.replaceKeys(keys);
    const rotated = configured !== this.followed;
    this.applied = keys;
    this.followed = configured;
    if (rotated) logger.log({ event: 'store keys rotated', sealsWith: configured[0]?.kid });
    for (const { kid } of takenOut) {
      const until = neededUntil.get(kid);
      if (until === undefined) logger.log({ event: 'store key dropped', kid });
      else if (rotated)
        logger.warn({ event: 'store key still needed', kid, until: new Date(until).toISOString() });
    }
  }

  /** Reports each reason once. Readiness reports that the store cannot be reached. */
  private report(error: unknown): void {
    if (error instanceof StoreUnavailable) return;
    if (error instanceof SecretsDiffer) this.options.fit(false);
    const reason =
      error instanceof SecretsDiffer ? error.message : String(error instanceof Error && error.name);
    if (reason === this.reported) return;
    this.reported = reason;
    const event =
      this.configured === this.followed ? 'secrets do not fit the store' : 'store keys not rotated';
    this.options.logger.warn({ event, reason });
  }
}

function sameKeys(some: readonly StoreKey[], others: readonly StoreKey[]): boolean {
  const same = (key: StoreKey, other?: StoreKey): boolean =>
    key.kid === other?.kid && key.key.equals(other.key);
  return some.length === others.length && some.every((key, index) => same(key, others[index]));
}
