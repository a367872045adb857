import { compared, type KeyInUse, type SecretTags } from '../secret-tags.js';
import type { Begun, Claim, Conclusion, Erased, Store, StoredOnboarding } from '../store.js';

interface Slot {
  agent: string;
  sealed?: string;
  unreconciled: boolean;
  expiresAt: number;
  /** Records that finished while the onboarding existed. */
  finished: Set<string>;
  running?: { recordId: string; owner: string; leaseUntil: number };
}

interface IdempotencyRecord {
  fingerprint: string;
  owner: string;
  attempt: number;
  status: 'claimed' | 'unknown' | 'finished' | 'erased';
  leaseUntil: number;
  answer?: string;
  expiresAt: number;
}

/** The store's protocol in plain maps: the reference that the durable stores are compared with. */
export class ReferenceStore implements Store {
  private readonly slots = new Map<string, Slot>();
  private readonly records = new Map<string, IdempotencyRecord>();
  private readonly bindings = new Map<string, { fingerprint: string; expiresAt: number }>();
  private secrets = '';

  constructor(private readonly now: () => number = Date.now) {}

  begin(claim: Claim): Promise<Begun> {
    return Promise.resolve(this.beginNow(claim));
  }

  conclude(conclusion: Conclusion): Promise<boolean> {
    return Promise.resolve(this.concludeNow(conclusion));
  }

  read(onboardingId: string): Promise<StoredOnboarding | undefined> {
    const slot = alive(this.slots, onboardingId, this.now());
    return Promise.resolve(slot && this.stored(slot));
  }

  erase(onboardingId: string, agent: string): Promise<Erased> {
    return Promise.resolve(this.eraseNow(onboardingId, agent));
  }

  compareSecrets(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]> {
    return Promise.resolve().then(() => {
      const { text, inUse } = compared(this.secrets, tags, sealedForMs, this.now());
      this.secrets = text;
      return inUse;
    });
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private beginNow(claim: Claim): Begun {
    const now = this.now();
    const slot = alive(this.slots, claim.onboardingId, now);
    if (claim.mustExist ? slot?.sealed === undefined || slot.agent !== claim.agent : false) {
      return { kind: 'missing' };
    }
    const recordKey = `${claim.onboardingId}/${claim.recordId}`;
    const record = alive(this.records, recordKey, now);
    if (record?.status === 'erased') return { kind: 'missing' };
    if (record && !slot && record.status !== 'finished') return { kind: 'missing' };
    if (record && record.fingerprint !== claim.fingerprint) return { kind: 'reused' };
    if (record?.status === 'finished') return { kind: 'finished', answer: record.answer ?? '' };
    if (this.boundElsewhere(claim, now)) return { kind: 'reused' };
    const onboarding = slot && this.stored(slot);
    if (slot?.running && slot.running.leaseUntil > now) {
      const isRepetition = slot.running.owner === claim.owner && record;
      return isRepetition ? claimed(record.attempt, onboarding) : { kind: 'running' };
    }
    if (onboarding?.abandoned && !claim.reconciles && !record) return { kind: 'unreconciled', onboarding };
    return this.take(claim, recordKey, record ? record.attempt + 1 : 0, onboarding);
  }

  private take(claim: Claim, recordKey: string, attempt: number, onboarding?: StoredOnboarding): Begun {
    const now = this.now();
    const leaseUntil = now + claim.leaseMs;
    const { recordId, owner, fingerprint, agent, onboardingId } = claim;
    const expiresAt = now + claim.recordTtlMs;
    this.records.set(recordKey, { fingerprint, owner, attempt, status: 'claimed', leaseUntil, expiresAt });
    const slot = alive(this.slots, onboardingId, now) ?? {
      agent,
      expiresAt,
      unreconciled: false,
      finished: new Set(),
    };
    slot.unreconciled ||= slot.running !== undefined;
    slot.running = { recordId, owner, leaseUntil };
    slot.expiresAt = Math.max(slot.expiresAt, expiresAt);
    this.slots.set(onboardingId, slot);
    if (claim.binding) this.bindings.set(claim.binding.id, { ...claim.binding, expiresAt });
    return claimed(attempt, onboarding);
  }

  private concludeNow(conclusion: Conclusion): boolean {
    const now = this.now();
    const { onboardingId, recordId, owner, record, onboarding } = conclusion;
    const slot = alive(this.slots, onboardingId, now);
    const recordKey = `${onboardingId}/${recordId}`;
    const held = alive(this.records, recordKey, now);
    if (!held || held.owner !== owner) return false;
    if (slot?.running?.owner !== owner) return held.status !== 'claimed';
    delete slot.running;
    slot.unreconciled = !onboarding && (slot.unreconciled || record.status === 'unknown');
    if (record.status === 'finished') slot.finished.add(recordKey);
    if (onboarding) {
      const { agent, sealed, ttlMs } = onboarding;
      const { finished } = slot;
      this.slots.set(onboardingId, { agent, sealed, unreconciled: false, expiresAt: now + ttlMs, finished });
    } else if (slot.sealed === undefined && !slot.unreconciled) {
      this.slots.delete(onboardingId);
    }
    if (record.status === 'forgotten') {
      if (held.attempt > 0) held.status = 'unknown';
      else {
        this.records.delete(recordKey);
        if (record.bindingId !== undefined) this.bindings.delete(record.bindingId);
      }
      return true;
    }
    const answer = record.status === 'finished' ? { answer: record.answer } : {};
    this.records.set(recordKey, { ...held, status: record.status, ...answer, expiresAt: now + record.ttlMs });
    return true;
  }

  private eraseNow(onboardingId: string, agent: string): Erased {
    const now = this.now();
    const slot = alive(this.slots, onboardingId, now);
    if (slot?.sealed === undefined || slot.agent !== agent) return 'missing';
    if (slot.running && slot.running.leaseUntil > now) return 'running';
    for (const recordKey of slot.finished) {
      const record = alive(this.records, recordKey, now);
      if (!record) continue;
      delete record.answer;
      this.records.set(recordKey, { ...record, status: 'erased', owner: '', fingerprint: '' });
    }
    this.slots.delete(onboardingId);
    return 'erased';
  }

  private boundElsewhere({ binding }: Claim, now: number): boolean {
    const bound = binding && alive(this.bindings, binding.id, now);
    return bound !== undefined && bound.fingerprint !== binding?.fingerprint;
  }

  private stored(slot: Slot): StoredOnboarding | undefined {
    if (slot.sealed === undefined) return undefined;
    const leaseEnded = slot.running !== undefined && slot.running.leaseUntil <= this.now();
    return { agent: slot.agent, sealed: slot.sealed, abandoned: slot.unreconciled || leaseEnded };
  }
}

function claimed(attempt: number, onboarding: StoredOnboarding | undefined): Begun {
  return { kind: 'claimed', attempt, ...(onboarding ? { onboarding } : {}) };
}

function alive<T extends { expiresAt: number }>(
  map: Map<string, T>,
  key: string,
  now: number,
): T | undefined {
  const entry = map.get(key);
  if (!entry) return undefined;
  if (entry.expiresAt > now) return entry;
  map.delete(key);
  return undefined;
}
