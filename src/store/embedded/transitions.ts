import type { Begun, Claim, Conclusion, Erased, StoredOnboarding } from '../store.js';
import { digest } from '../packed-text.js';
import type { Draft } from './draft.js';
import {
  answerAt,
  bindingAt,
  recordAt,
  recordKey,
  bindingKey,
  removeSlot,
  saveBinding,
  saveRecord,
  saveSlot,
  slotAt,
  slotKey,
  type IdempotencyRecord,
  type Running,
  type Slot,
} from './entries.js';

/** Answers that are erased in one commit: as many as the room that is held for a step allows. */
const MOST_ERASED = 32;

/** The protocol's transitions, each on one draft: docs/store.md has them as a table. */
export class Transitions {
  /** @param instance names this life of the process: a claim of any other is abandoned, whatever its lease says */
  constructor(private readonly instance: string) {}

  begin(draft: Draft, claim: Claim): Begun {
    const slot = slotAt(draft, claim.onboardingId);
    if (claim.mustExist && (slot?.sealed === undefined || slot.agent !== claim.agent)) {
      return { kind: 'missing' };
    }
    const record = recordAt(draft, claim);
    // Erased; or it was to settle what has been erased.
    if (record?.status === 'erased' || (record && !slot && record.status !== 'finished'))
      return { kind: 'missing' };
    const fingerprint = digest(claim.fingerprint);
    if (record && !record.fingerprint.equals(fingerprint)) return { kind: 'reused' };
    if (record?.status === 'finished') return { kind: 'finished', answer: answerAt(draft, claim) };
    if (claim.binding) {
      const bound = bindingAt(draft, claim.binding.id);
      if (bound && !bound.equals(digest(claim.binding.fingerprint))) return { kind: 'reused' };
    }
    const onboarding = slot && this.stored(slot, draft.now);
    if (this.holds(slot?.running, draft.now)) {
      if (slot?.running?.owner !== claim.owner || !record) return { kind: 'running' };
      return claimed(record.attempt, onboarding);
    }
    if (onboarding?.abandoned && !claim.settles && !record) return { kind: 'unsettled', onboarding };
    const attempt = record ? record.attempt + 1 : 0;
    this.take(draft, claim, { fingerprint, owner: claim.owner, attempt, status: 'claimed' }, slot);
    return claimed(attempt, onboarding);
  }

  conclude(draft: Draft, conclusion: Conclusion): boolean {
    const { onboardingId, owner, record: became, onboarding } = conclusion;
    const record = recordAt(draft, conclusion);
    const slot = slotAt(draft, onboardingId);
    if (!record || record.owner !== owner) return false;
    if (slot?.running?.owner !== owner) return record.status !== 'claimed';
    const key = slotKey(onboardingId);
    const unsettled = !onboarding && (slot.unsettled || became.status === 'unknown');
    const lastRecordId = became.status === 'finished' ? conclusion.recordId : slot.lastRecordId;
    if (onboarding) {
      const { agent, sealed, ttlMs } = onboarding;
      saveSlot(draft, key, { agent, unsettled, lastRecordId }, draft.now + ttlMs, sealed);
    } else if (slot.sealed === undefined && !unsettled) draft.remove(key);
    else saveSlot(draft, key, { ...slot, unsettled, running: undefined, lastRecordId }, expiryOf(draft, key));
    this.become(draft, recordKey(conclusion), { ...record, previousId: slot.lastRecordId }, became);
    return true;
  }

  /** @returns `more` when it has to be called again, on another draft */
  erase(draft: Draft, onboardingId: string, agent: string): Erased | 'more' {
    const slot = slotAt(draft, onboardingId);
    if (slot?.sealed === undefined || slot.agent !== agent) return 'missing';
    if (this.holds(slot.running, draft.now)) return 'running';
    let recordId = slot.lastRecordId;
    for (let erased = 0; recordId !== ''; erased += 1) {
      const name = { onboardingId, recordId };
      const record = recordAt(draft, name);
      // What was finished before an expired one is expired, too.
      if (record?.status !== 'finished') break;
      if (erased === MOST_ERASED) {
        const key = slotKey(onboardingId);
        saveSlot(draft, key, { ...slot, lastRecordId: recordId }, expiryOf(draft, key));
        return 'more';
      }
      const mark = {
        fingerprint: Buffer.alloc(0),
        owner: '',
        attempt: record.attempt,
        status: 'erased',
      } as const;
      saveRecord(draft, recordKey(name), mark, expiryOf(draft, recordKey(name)));
      recordId = record.previousId ?? '';
    }
    removeSlot(draft, slotKey(onboardingId));
    return 'erased';
  }

  stored({ sealed, agent, unsettled, running }: Slot, now: number): StoredOnboarding | undefined {
    if (sealed === undefined) return undefined;
    return { agent, sealed, abandoned: unsettled || (running !== undefined && !this.holds(running, now)) };
  }

  private take(draft: Draft, claim: Claim, record: IdempotencyRecord, slot: Slot | undefined): void {
    const { onboardingId, agent, owner, leaseMs, recordTtlMs, binding } = claim;
    const expiresAt = draft.now + recordTtlMs;
    const running = { owner, instance: this.instance, leaseUntil: draft.now + leaseMs };
    // Whoever takes over an abandoned claim may fail too: that it was abandoned is kept until it is settled.
    const unsettled = slot !== undefined && (slot.unsettled || slot.running !== undefined);
    const kept = { agent: slot?.agent ?? agent, unsettled, running, lastRecordId: slot?.lastRecordId ?? '' };
    // A claim never outlives what it is a claim on.
    saveSlot(draft, slotKey(onboardingId), kept, Math.max(expiresAt, expiryOf(draft, slotKey(onboardingId))));
    saveRecord(draft, recordKey(claim), record, expiresAt);
    if (binding) saveBinding(draft, binding.id, binding.fingerprint, expiresAt);
  }

  private become(draft: Draft, key: string, record: IdempotencyRecord, became: Conclusion['record']): void {
    if (became.status !== 'forgotten') {
      const answer = became.status === 'finished' ? became.answer : undefined;
      saveRecord(draft, key, { ...record, status: became.status }, draft.now + became.ttlMs, answer);
    } else if (record.attempt > 0) {
      // An earlier attempt may have been sent: its key never becomes free again.
      saveRecord(draft, key, { ...record, status: 'unknown' }, expiryOf(draft, key));
    } else {
      draft.remove(key);
      if (became.bindingId !== undefined) draft.remove(bindingKey(became.bindingId));
    }
  }

  private holds(running: Running | undefined, now: number): boolean {
    return running?.instance === this.instance && running.leaseUntil > now;
  }
}

/** When what is behind the key expires, milliseconds since the epoch; 0 when there is nothing. */
function expiryOf(draft: Draft, key: string): number {
  return draft.entry(key)?.expiresAt ?? 0;
}

function claimed(attempt: number, onboarding: StoredOnboarding | undefined): Begun {
  return { kind: 'claimed', attempt, ...(onboarding ? { onboarding } : {}) };
}
