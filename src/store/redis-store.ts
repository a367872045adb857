import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import { digest, pack } from './packed-text.js';
import { connected, type RedisAddress } from './redis/connection.js';
import { Fitness } from './redis/fitness.js';
import { trySteps } from './redis/probe.js';
import { begunFrom, stored, type Reply, type Stored } from './redis/replies.js';
import { ReservedTags } from './redis/reserved-tags.js';
import { runScript, type Argument } from './redis/run-script.js';
import { BEGIN, BIND, CONCLUDE, ERASE, READ, UNBIND, type Script } from './redis/scripts.js';
import type { KeyInUse, SecretTags } from './secret-tags.js';
import type { Begun, Claim, Conclusion, Erased, Store, StoredOnboarding } from './store.js';

export interface RedisStoreOptions extends RedisAddress {
  /** Receives at the start settings that may lose data or could not be checked. */
  readonly warn: (message: string) => void;
}

/** How long a conclusion is retried, milliseconds: a known result is worth more than a quick failure. */
const CONCLUDE_BUDGET_MS = 2000;

/** Maximum of claims that are taken back at the same time; any other ends with its lease. */
const MAX_TAKEN_BACK = 256;
/** Maximum of answers that one command erases, since it blocks all other commands. */
const MAX_ERASED = 100;

type Binding = NonNullable<Claim['binding']>;

/**
 * Opens the store in a Redis that several gateways share.
 * @throws StoreUnavailable when Redis cannot be reached, RedisRefused when it must not be used
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<Store> {
  const client = await connected(options);
  const fitness = new Fitness(client, options.warn);
  try {
    await fitness.prove();
    return new RedisStore(client, fitness);
  } catch (error) {
    fitness.close();
    client.disconnect();
    throw error;
  }
}

class RedisStore implements Store {
  private readonly concluding = new Set<Promise<boolean>>();
  private readonly reserved: ReservedTags;
  private takenBack = 0;
  private closed = false;

  constructor(
    private readonly client: Redis | Cluster,
    private readonly fitness: Fitness,
  ) {
    this.reserved = new ReservedTags(client);
  }

  async begin(claim: Claim): Promise<Begun> {
    await this.fitness.assertUsable();
    try {
      return await this.beginAll(claim);
    } catch (error) {
      void this.takeBack(claim);
      throw error;
    }
  }

  conclude(conclusion: Conclusion): Promise<boolean> {
    const concluded = this.concludeAll(conclusion);
    const ended = (): boolean => this.concluding.delete(concluded);
    this.concluding.add(concluded);
    concluded.then(ended, ended);
    return concluded;
  }

  async read(onboardingId: string): Promise<StoredOnboarding | undefined> {
    await this.fitness.assertUsable();
    const [agent, sealed, abandoned] = (await this.run(READ, [slotKey(onboardingId)], [])) as Stored;
    return stored(agent, sealed, abandoned);
  }

  async erase(onboardingId: string, agent: string): Promise<Erased> {
    await this.fitness.assertUsable();
    for (;;) {
      const erased = String(await this.run(ERASE, [slotKey(onboardingId)], [pack(agent), MAX_ERASED]));
      if (erased !== 'more') return erased as Erased;
    }
  }

  /** Runs the commands of a step on reserved keys, so that it detects whatever would make a step fail. */
  async ping(): Promise<void> {
    await this.fitness.check();
    await Promise.all(this.reserved.current().map((tag) => trySteps(this.client, tag)));
  }

  compareSecrets(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]> {
    return this.fitness.compare(tags, sealedForMs);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.concluding);
    this.fitness.close();
    this.client.disconnect();
  }

  private async concludeAll(conclusion: Conclusion): Promise<boolean> {
    const { record, owner } = conclusion;
    const written = await this.write(conclusion);
    if (written === 'freed' && record.status === 'forgotten' && record.bindingId !== undefined) {
      // A binding that cannot be deleted stays until it expires: it refuses too much, never too little.
      await this.unbind(record.bindingId, owner).catch(() => undefined);
    }
    return written === 'done' || written === 'freed';
  }

  private async beginAll(claim: Claim): Promise<Begun> {
    const { binding, owner } = claim;
    if (!binding || !(this.client instanceof Cluster)) return begunFrom(await this.claim(claim, false));
    // The binding is in another slot of the cluster: both are sent together, and a claim that does not match is undone.
    const [reply, bound] = await Promise.all([this.claim(claim, true), this.bind(claim, binding, false)]);
    if (bound === 'other') return this.refuse(claim, reply);
    const taken = String(reply[0]) === 'bindFirst' ? await this.claim(claim, false) : reply;
    const begun = begunFrom(taken);
    if (begun.kind !== 'claimed') {
      if (bound === 'new') await this.unbind(binding.id, owner);
    } else if (bound === 'same' && (await this.bind(claim, binding, true)) === 'other') {
      // The request that had bound it freed it meanwhile, and another request bound it first.
      return this.refuse(claim, taken);
    }
    return begun;
  }

  /**
   * A begin without a reply may have claimed. Nothing was sent to Eko, so the claim is taken back as soon as Redis
   * answers. The command may still arrive later, so a claim that is not found is looked for until its lease ends.
   */
  private async takeBack(claim: Claim): Promise<void> {
    if (this.takenBack >= MAX_TAKEN_BACK) return;
    this.takenBack += 1;
    const { binding, owner, leaseMs } = claim;
    const endsAt = performance.now() + leaseMs;
    for (let pause = 50; !this.closed && performance.now() < endsAt; pause = Math.min(2 * pause, 1000)) {
      const written = await this.write({ ...claim, record: { status: 'forgotten' } }).catch(() => undefined);
      if (binding) await this.unbind(binding.id, owner).catch(() => undefined);
      if (written !== undefined && written !== 'absent') break;
      await sleep(pause * (1 - Math.random() / 2), undefined, { ref: false });
    }
    this.takenBack -= 1;
  }

  private claim(claim: Claim, undoable: boolean): Promise<Reply> {
    const { agent, fingerprint, owner, leaseMs, recordTtlMs, mustExist, reconciles } = claim;
    const flags = [Number(mustExist), Number(reconciles), Number(undoable)];
    const keys = keysOf(claim);
    const args = [pack(agent), digest(fingerprint), pack(owner), leaseMs, recordTtlMs, ...flags];
    if (claim.binding && !(this.client instanceof Cluster)) {
      keys.push(bindingKey(claim.binding.id));
      args.push(digest(claim.binding.fingerprint));
    }
    return this.run(BEGIN, keys, args) as Promise<Reply>;
  }

  /** The key is bound to another request. Only `missing` and `finished` take precedence over that. */
  private async refuse(claim: Claim, reply: Reply): Promise<Begun> {
    const kind = String(reply[0]);
    if (kind === 'missing' || kind === 'finished') return begunFrom(reply);
    if (kind === 'claimed') await this.write({ ...claim, record: { status: 'forgotten' } });
    return { kind: 'reused' };
  }

  /** Writes a conclusion, and repeats it when the reply is lost: with the same owner it is written only once. */
  private async write(conclusion: Conclusion): Promise<string> {
    const { record, onboarding, owner } = conclusion;
    const answer = record.status === 'finished' ? pack(record.answer) : '';
    const ttlMs = record.status === 'forgotten' ? 0 : record.ttlMs;
    const status = { finished: 'f', unknown: 'u', forgotten: 'x' }[record.status];
    const kept = onboarding ? [pack(onboarding.agent), pack(onboarding.sealed), onboarding.ttlMs] : [];
    const giveUpAt = performance.now() + CONCLUDE_BUDGET_MS;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const reply = await this.run(CONCLUDE, keysOf(conclusion), [
          pack(owner),
          status,
          ttlMs,
          answer,
          ...kept,
        ]);
        // The first attempt deleted the record, and its reply was lost.
        return attempt > 0 && status === 'x' && String(reply) === 'absent' ? 'freed' : String(reply);
      } catch (error) {
        const pause = Math.min(400, 25 * 2 ** attempt) * (1 - Math.random() / 2);
        if (performance.now() + pause > giveUpAt) throw error;
        await sleep(pause);
      }
    }
  }

  private async bind(claim: Claim, { id, fingerprint }: Binding, take: boolean): Promise<string> {
    const { owner, recordTtlMs } = claim;
    return String(
      await this.run(BIND, [bindingKey(id)], [digest(fingerprint), pack(owner), recordTtlMs, Number(take)]),
    );
  }

  private async unbind(id: string, owner: string): Promise<void> {
    await this.run(UNBIND, [bindingKey(id)], [pack(owner)]);
  }

  private run(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    return runScript(this.client, script, keys, args);
  }
}

// The braces make everything of one onboarding share a slot of the cluster.
const slotKey = (onboardingId: string): string => `{${onboardingId}}`;
const bindingKey = (id: string): string => `b:${id}`;
const keysOf = ({ onboardingId, recordId }: Pick<Claim, 'onboardingId' | 'recordId'>): string[] => [
  slotKey(onboardingId),
  `{${onboardingId}}${recordId}`,
];
