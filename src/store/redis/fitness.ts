import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import { StartFailure } from '../../config/start-failure.js';
import { compared, SecretsDiffer, type KeyInUse, type SecretTags } from '../secret-tags.js';
import { StoreUnavailable } from '../store.js';
import { within } from '../within.js';
import { persistenceOf, policiesOfReplicas, policyOf, primariesOf } from './node-settings.js';
import { COMMAND_TIMEOUT_MS, runScript, type Argument } from './run-script.js';
import { SWAP } from './scripts.js';

/** How this code writes records, onboardings and bindings. docs/store.md says what it stands for. */
const LAYOUT = '1';
const LAYOUT_KEY = 'gateway:layout';
const SECRETS_KEY = 'gateway:secrets';
const LOOK_EVERY_MS = 60_000;
/** Before a look at a Redis that did not answer is repeated, milliseconds. */
const PAUSE_MS = 250;
/** How often a record that other gateways change at the same time is read anew. */
const MOST_SWAPS = 10;

/** What is compared with the store on every connection. */
interface Secrets {
  readonly tags: SecretTags;
  readonly sealedForMs: number;
}

/** A Redis that must not be used, and why: one sentence that says what to do. */
class RedisRefused extends StartFailure {
  constructor(
    readonly code: 'OTHER_LAYOUT' | 'MAY_DROP_RECORDS',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Whether the Redis that is connected may be used: it has this layout, was written with these secrets, and drops no
 * records. It is looked at on every connect, before anything is claimed there, and every minute.
 */
export class Fitness {
  private secrets: Secrets | undefined;
  private refusal: Error | undefined;
  private readonly said = new Set<string>();
  private stale = false;
  private looking: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;
  private closed = false;

  /** @param warn receives, in one sentence, what may lose data, could not be looked at, or keeps Redis from being used */
  constructor(
    private readonly client: Redis | Cluster,
    private readonly warn: (message: string) => void,
  ) {
    client.on('ready', this.connected);
    if (client instanceof Cluster) client.on('+node', this.connected);
    this.timer = setInterval(() => void this.lookAround().catch(() => undefined), LOOK_EVERY_MS).unref();
  }

  /** The first look, which also warns of what may be lost. @throws RedisRefused, StoreUnavailable */
  async prove(): Promise<void> {
    await this.examine();
    if ((await policiesOfReplicas(this.client)).some(mayDrop))
      throw new RedisRefused('MAY_DROP_RECORDS', REPLICA_MAY_DROP);
    for (const primary of primariesOf(this.client)) {
      const warning = PERSISTENCE[(await persistenceOf(primary)) ?? 'unknown'];
      if (warning !== undefined) this.say(warning);
    }
  }

  /** Resolves when Redis may be used. @throws StoreUnavailable */
  async sure(): Promise<void> {
    if (this.looking) {
      await within(COMMAND_TIMEOUT_MS, this.looking).catch((cause: unknown) => {
        throw new StoreUnavailable('Redis was connected just now, and has not been looked at yet', { cause });
      });
    }
    if (this.refusal) throw refused(this.refusal);
  }

  /** Looks now. @throws StoreUnavailable when Redis does not answer, or must not be used */
  async look(): Promise<void> {
    await this.refresh();
    if (this.refusal) throw refused(this.refusal);
  }

  /** @see Store.compareSecrets */
  async compare(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]> {
    const inUse = await this.compareWithRecord({ tags, sealedForMs });
    this.secrets = { tags, sealedForMs };
    return inUse;
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
  }

  private readonly connected = (): void => {
    this.stale = true;
    this.looking ??= this.lookUntilSeen().finally(() => {
      this.looking = undefined;
    });
  };

  private async lookUntilSeen(): Promise<void> {
    // Without a connection every command fails at once, and a new one is looked at when it is ready.
    while (this.stale && !this.closed && this.client.status === 'ready') {
      this.stale = false;
      try {
        await this.refresh();
      } catch {
        this.stale = true;
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  }

  private async lookAround(): Promise<void> {
    await this.refresh();
    if ((await policiesOfReplicas(this.client)).some(mayDrop)) this.say(REPLICA_MAY_DROP);
  }

  /** @throws StoreUnavailable when Redis does not answer; what was known of it stays so */
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
    const layout = await this.swap(LAYOUT_KEY, ['', LAYOUT]);
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
        this.say('The maxmemory-policy of Redis could not be checked. Make sure that it is noeviction.');
      else if (mayDrop(policy))
        throw new RedisRefused(
          'MAY_DROP_RECORDS',
          `Redis may drop records to free memory: its maxmemory-policy is ${policy}. ` +
            'Set it to noeviction; without a record a step would be dispatched twice.',
        );
    }
  }

  /** Gateways that start at once agree on the record of the one that wrote first. */
  private async compareWithRecord({ tags, sealedForMs }: Secrets): Promise<readonly KeyInUse[]> {
    let { text, now } = await this.swap(SECRETS_KEY, []);
    for (let swaps = 0; swaps < MOST_SWAPS; swaps += 1) {
      const next = compared(text, tags, sealedForMs, now);
      if (next.text === text) return next.inUse;
      ({ text, now } = await this.swap(SECRETS_KEY, [text, next.text]));
      if (next.text === text) return next.inUse;
    }
    throw new StoreUnavailable('The record of secrets changes all the time');
  }

  private async swap(key: string, args: readonly Argument[]): Promise<{ text: string; now: number }> {
    const [text, now] = (await runScript(this.client, SWAP, [key], args)) as [unknown, unknown];
    return { text: String(text), now: Number(now) };
  }

  private say(message: string): void {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.warn(message);
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
