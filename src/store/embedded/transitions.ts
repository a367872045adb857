import type { Begun, Claim, Conclusion, Erased, StoredOnboarding } from '../store.js';
import type { Sql } from './database.js';

interface Slot {
  readonly agent: string;
  readonly sealed: string | null;
  readonly unsettled: number;
  /** Id of the onboarding from its first claim to its end: an erasure affects the records that finished in between. */
  readonly life: string;
  readonly owner: string | null;
  /** Whether the claim of the owner is neither concluded nor abandoned. */
  readonly running: number;
}

interface IdempotencyRecord {
  readonly fingerprint: string;
  readonly owner: string;
  readonly attempt: number;
  readonly status: 'claimed' | 'unknown' | 'finished' | 'erased';
  readonly answer: string | null;
}

/** The transitions of the protocol, each within one transaction; docs/store.md has them as a table. */
export class Transitions {
  /**
   * @param instance id of this run of the process: a claim of another run is abandoned, even if its lease is valid
   * @param now milliseconds since the epoch
   */
  constructor(
    private readonly sql: Sql,
    private readonly instance: string,
    private readonly now: number,
  ) {}

  begin(claim: Claim): Begun {
    const { onboardingId, agent, recordId, fingerprint, owner, binding } = claim;
    const slot = this.slot(onboardingId);
    if (claim.mustExist && (typeof slot?.sealed !== 'string' || slot.agent !== agent))
      return { kind: 'missing' };
    const record = this.record(onboardingId, recordId);
    // The onboarding was erased, or the key would reconcile a step of an erased onboarding.
    if (record?.status === 'erased' || (record && !slot && record.status !== 'finished'))
      return { kind: 'missing' };
    if (record && record.fingerprint !== fingerprint) return { kind: 'reused' };
    if (record?.status === 'finished') return { kind: 'finished', answer: record.answer ?? '' };
    if (binding && this.isBoundToAnother(binding)) return { kind: 'reused' };
    const onboarding = slot && stored(slot);
    const known = onboarding && { onboarding };
    if (slot?.running === 1) {
      if (slot.owner !== owner || !record) return { kind: 'running' };
      return { kind: 'claimed', attempt: record.attempt, ...known };
    }
    if (onboarding?.abandoned && !claim.reconciles && !record) return { kind: 'unreconciled', onboarding };
    const attempt = record ? record.attempt + 1 : 0;
    this.take(claim, slot, attempt);
    return { kind: 'claimed', attempt, ...known };
  }

  conclude({ onboardingId, recordId, owner, onboarding, record: became }: Conclusion): boolean {
    const record = this.record(onboardingId, recordId);
    if (record?.owner !== owner) return false;
    const slot = this.slot(onboardingId);
    if (slot?.owner !== owner) return record.status !== 'claimed';
    const unsettled = slot.unsettled === 1 || became.status === 'unknown';
    if (onboarding)
      this
        .sql`UPDATE onboardings SET agent = ${onboarding.agent}, sealed = ${onboarding.sealed}, unsettled = 0,
        expires_at = ${this.now + onboarding.ttlMs}, owner = NULL WHERE id = ${onboardingId}`;
    else if (unsettled || slot.sealed !== null)
      this
        .sql`UPDATE onboardings SET unsettled = ${Number(unsettled)}, owner = NULL WHERE id = ${onboardingId}`;
    else this.sql`DELETE FROM onboardings WHERE id = ${onboardingId}`;
    if (became.status !== 'forgotten') {
      const answer = became.status === 'finished' ? became.answer : null;
      this.sql`UPDATE records SET status = ${became.status}, answer = ${answer},
        expires_at = ${this.now + became.ttlMs} WHERE onboarding_id = ${onboardingId} AND record_id = ${recordId}`;
    } else if (record.attempt > 0) {
      // An earlier attempt may have been sent: its key never becomes free.
      this
        .sql`UPDATE records SET status = 'unknown' WHERE onboarding_id = ${onboardingId} AND record_id = ${recordId}`;
    } else {
      this.sql`DELETE FROM records WHERE onboarding_id = ${onboardingId} AND record_id = ${recordId}`;
      this.sql`DELETE FROM bindings WHERE id = ${became.bindingId ?? null}`;
    }
    return true;
  }

  read(onboardingId: string): StoredOnboarding | undefined {
    const slot = this.slot(onboardingId);
    return slot && stored(slot);
  }

  erase(onboardingId: string, agent: string): Erased {
    const slot = this.slot(onboardingId);
    if (typeof slot?.sealed !== 'string' || slot.agent !== agent) return 'missing';
    if (slot.running === 1) return 'running';
    this.sql`UPDATE records SET status = 'erased', fingerprint = '', owner = '', life = '', answer = NULL
      WHERE onboarding_id = ${onboardingId} AND life = ${slot.life} AND status = 'finished'`;
    this.sql`DELETE FROM onboardings WHERE id = ${onboardingId}`;
    return 'erased';
  }

  /** @returns the text, empty when there is none */
  readNote(note: string): string {
    return this.sql<{ text: string }>`SELECT text FROM notes WHERE note = ${note}`?.text ?? '';
  }

  writeNote(note: string, text: string): void {
    this.sql`REPLACE INTO notes VALUES (${note}, ${text})`;
  }

  private take(claim: Claim, slot: Slot | undefined, attempt: number): void {
    const { onboardingId, agent, recordId, fingerprint, owner, binding } = claim;
    const expiresAt = this.now + claim.recordTtlMs;
    const leaseUntil = this.now + claim.leaseMs;
    const life = slot?.life ?? owner;
    // A step that takes over an abandoned claim may fail too. A claim never outlives its onboarding.
    if (slot)
      this.sql`UPDATE onboardings SET unsettled = unsettled OR owner IS NOT NULL, owner = ${owner},
        instance = ${this.instance}, lease_until = ${leaseUntil}, expires_at = max(expires_at, ${expiresAt})
        WHERE id = ${onboardingId}`;
    else
      this
        .sql`REPLACE INTO onboardings VALUES (${onboardingId}, ${expiresAt}, ${agent}, NULL, 0, ${life}, ${owner},
        ${this.instance}, ${leaseUntil})`;
    this
      .sql`REPLACE INTO records VALUES (${onboardingId}, ${recordId}, ${expiresAt}, ${fingerprint}, ${owner},
      ${attempt}, 'claimed', ${life}, NULL)`;
    if (binding) this.sql`REPLACE INTO bindings VALUES (${binding.id}, ${expiresAt}, ${binding.fingerprint})`;
  }

  private slot(onboardingId: string): Slot | undefined {
    return this.sql<Slot>`SELECT agent, sealed, unsettled, life, owner,
      owner IS NOT NULL AND instance = ${this.instance} AND lease_until > ${this.now} AS running
      FROM onboardings WHERE id = ${onboardingId} AND expires_at > ${this.now}`;
  }

  private record(onboardingId: string, recordId: string): IdempotencyRecord | undefined {
    return this.sql<IdempotencyRecord>`SELECT fingerprint, owner, attempt, status, answer FROM records
      WHERE onboarding_id = ${onboardingId} AND record_id = ${recordId} AND expires_at > ${this.now}`;
  }

  private isBoundToAnother({ id, fingerprint }: Required<Claim>['binding']): boolean {
    return !!this.sql`SELECT 1 FROM bindings
      WHERE id = ${id} AND fingerprint <> ${fingerprint} AND expires_at > ${this.now}`;
  }
}

function stored({ agent, sealed, unsettled, owner, running }: Slot): StoredOnboarding | undefined {
  if (sealed === null) return undefined;
  return { agent, sealed, abandoned: unsettled === 1 || (owner !== null && running === 0) };
}
