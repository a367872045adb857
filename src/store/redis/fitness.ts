import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import { StartFailure } from '../../config/start-failure.js';
import { compared, SecretsDiffer, type KeyInUse, type SecretTags } from '../secret-tags.js';
import { StoreUnavailable } from '../store.js';
import { withTimeout } from '../with-timeout.js';
import { mayPass } from './failure.js';
import { persistenceOf, policiesOfReplicas, policyOf, primariesOf } from './node-settings.js';
import { COMMAND_TIMEOUT_MS, runScript } from './run-script.js';
import { SWAP } from './scripts.js';

/** Version of the layout of records, onboardings and bindings (docs/store.md). */
const LAYOUT = '1';
const LAYOUT_KEY = 'gateway:layout';
const SECRETS_KEY = 'gateway:secrets';
const EXAMINE_EVERY_MS = 60_000;
/** Pause before a Redis that did not answer is asked once more, milliseconds. */
const PAUSE_MS = 250;
/** How long what a start needs of Redis is repeated while Redis does not answer, milliseconds. */
const START_MS = 10_000;
/** Maximum of attempts to write a record that other gateways change at the same time. */
const MAX_SWAPS = 10;

/** The secrets that are compared with the store on every connection. */
interface Secrets {
  readonly tags: SecretTags;
  readonly sealedForMs: number;
}

/** This Redis must not be used. The message states why and what to do. */
class RedisRefused extends StartFailure {
  constructor(
    readonly code: 'OTHER_LAYOUT' | 'MAY_DROP_RECORDS',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Whether the connected Redis may be used: it has this layout, was written with these secrets, and drops no records. It
 * is examined on every connect, before any claim is made there, and every minute.
 */
export class Fitness {
  private secrets: Secrets | undefined;
  private refusal: Error | undefined;
  private readonly warned = new Set<string>();
  private stale = false;
  private examining: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;

  /** @param warn receives one sentence for each setting that may lose data, could not be read, or prevents Redis's use */
  constructor(
    private readonly client: Redis | Cluster,
    private readonly warn: (message: string) => void,
  ) {
    // Only a cluster has '+node': a node that joined.
    for (const event of ['ready', '+node']) client.on(event, this.connected);
    this.timer = setInterval(
      () => void this.examinePeriodically().catch(() => undefined),
      EXAMINE_EVERY_MS,
    ).unref();
  }

  /** The first examination, which also warns of possible data loss. @throws RedisRefused, StoreUnavailable */
  async prove(): Promise<void> {
    await untilAnswered(() => this.examine());
    if ((await policiesOfReplicas(this.client)).some(mayDrop))
      throw new RedisRefused('MAY_DROP_RECORDS', REPLICA_MAY_DROP);
    for (const primary of primariesOf(this.client)) {
      const warning = PERSISTENCE[(await persistenceOf(primary)) ?? 'unknown'];
      if (warning !== undefined) this.warnOnce(warning);
    }
  }

  /** Resolves when Redis may be used. @throws StoreUnavailable */
  async assertUsable(): Promise<void> {
    if (this.examining) {
      await withTimeout(COMMAND_TIMEOUT_MS, this.examining).catch((cause: unknown) => {
        throw new StoreUnavailable('Redis has just been connected, and is not yet examined', { cause });
      });
    }
    if (this.refusal) throw refused(this.refusal);
  }

  /** Examines Redis now. @throws StoreUnavailable when Redis does not answer, or must not be used */
  async check(): Promise<void> {
    await this.refresh();
    if (this.refusal) throw refused(this.refusal);
  }

  /** @see Store.compareSecrets */
  async compare(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]> {
    const compare = () => this.compareWithRecord({ tags, sealedForMs });
    const inUse = await (this.secrets ? compare() : untilAnswered(compare));
    this.secrets = { tags, sealedForMs };
    return inUse;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private readonly connected = (): void => {
    this.stale = true;
    this.examining ??= this.examineUntilAnswered().finally(() => {
      this.examining = undefined;
    });
  };

  private async examineUntilAnswered(): Promise<void> {
    // Without a connection every command fails at once; a new connection is examined when it is ready.
    while (this.stale && this.client.status === 'ready') {
      this.stale = false;
      try {
        await this.refresh();
      } catch {
        this.stale = true;
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  }

  private async examinePeriodically(): Promise<void> {
    await this.refresh();
    if ((await policiesOfReplicas(this.client)).some(mayDrop)) this.warnOnce(REPLICA_MAY_DROP);
  }

  /** @throws StoreUnavailable when Redis does not answer; the last result stays valid then */
  private async refresh(): Promise<void> {
    const before = this.refusal?.message;
    this.refusal = await this.examine().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof RedisRefused || error instanceof SecretsDiffer) return error;
        throw error;
      },
    );
    if (this.refusal && this.refusal.message !== before)
      this.warn(`Redis is not used: ${this.refusal.message}`);
  }

  private async examine(): Promise<void> {
    const layout = await this.swap(LAYOUT_KEY, '', LAYOUT);
    if (layout.text !== LAYOUT)
      throw new RedisRefused(
        'OTHER_LAYOUT',
        'This Redis was written by a version of the gateway with another layout, and this one cannot read it. Go back ' +
          'to that version, or use an empty database.',
      );
    if (this.secrets) await this.compareWithRecord(this.secrets);
    for (const primary of primariesOf(this.client)) {
      const policy = await policyOf(primary);
      if (policy === undefined)
        this.warnOnce('The maxmemory-policy of Redis could not be checked. Make sure that it is noeviction.');
      else if (mayDrop(policy))
        throw new RedisRefused(
          'MAY_DROP_RECORDS',
          `Redis may drop records to free memory: its maxmemory-policy is ${policy}. ` +
            'Set it to noeviction; without a record a step would be dispatched twice.',
        );
    }
  }

  /** Gateways that start at the same time agree on the record that was written first. */
  private async compareWithRecord({ tags, sealedForMs }: Secrets): Promise<readonly KeyInUse[]> {
    let { text, now } = await this.swap(SECRETS_KEY);
    for (let swaps = 0; swaps < MAX_SWAPS; swaps += 1) {
      const next = compared(text, tags, sealedForMs, now);
      if (next.text === text) return next.inUse;
      ({ text, now } = await this.swap(SECRETS_KEY, text, next.text));
    }
    throw new StoreUnavailable('The record of secrets changes continuously');
  }

  private async swap(key: string, ...args: readonly string[]): Promise<{ text: string; now: number }> {
    const [text, now] = (await runScript(this.client, SWAP, [key], args)) as [unknown, unknown];
    return { text: String(text), now: Number(now) };
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.warn(message);
  }
}

/**
 * The result of what a start needs of Redis, repeated while Redis does not answer: a cluster or a server that has just
 * started refuses for a moment what it will do, and a busy one answers late.
 * @throws RedisRefused, StoreUnavailable
 */
async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  const endsAt = performance.now() + START_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const passes = error instanceof StoreUnavailable && mayPass(error);
      if (!passes || performance.now() > endsAt) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const REPLICA_MAY_DROP =
  'A replica of Redis may drop records to free memory once it is the primary. Set its maxmemory-policy to noeviction.';

const PERSISTENCE = {
  append: undefined,
  snapshots:
    'Redis writes snapshots only: a restart forgets the claims since the last one. Set appendonly yes.',
  none: 'Redis keeps nothing on disk: it forgets every claim when it restarts. Set appendonly yes.',
  unknown: 'Whether Redis keeps anything on disk could not be checked. Set appendonly yes.',
} as const;

const refused = (cause: Error): StoreUnavailable =>
  new StoreUnavailable('This Redis must not be used', { cause });

const mayDrop = (policy: string): boolean => policy !== 'noeviction';
