import type { Begun, Claim, Conclusion, Erased, StoredOnboarding } from '../store.js';
import type { Database } from './database.js';

interface Slot {
  readonly agent: string;
  readonly sealed: string | null;
  readonly unsettled: number;
  /** Id of the onboarding from its first claim to its end: an erasure affects the records that finished in between. */
  readonly life: string;
  readonly owner: string | null;
  readonly instance: string | null;
  readonly leaseUntil: number | null;
  readonly expiresAt: number;
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
    private readonly database: Database,
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
    if (binding && (this.bound(binding.id) ?? binding.fingerprint) !== binding.fingerprint)
      return { kind: 'reused' };
    const onboarding = slot && this.stored(slot);
    const known = onboarding && { onboarding };
    if (slot && this.holds(slot)) {
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
    const unsettled = slot.unsettled || Number(became.status === 'unknown');
    if (onboarding)
      this.database.run(
        'UPDATE onboardings SET agent = ?, sealed = ?, expires_at = ?, unsettled = 0, owner = NULL WHERE id = ?',
        ...[onboarding.agent, onboarding.sealed, this.now + onboarding.ttlMs, onboardingId],
      );
    else if (slot.sealed === null && !unsettled)
      this.database.run('DELETE FROM onboardings WHERE id = ?', onboardingId);
    else
      this.database.run(
        'UPDATE onboardings SET unsettled = ?, owner = NULL WHERE id = ?',
        unsettled,
        onboardingId,
      );
    this.become([onboardingId, recordId], record.attempt, became);
    return true;
  }

  read(onboardingId: string): StoredOnboarding | undefined {
    const slot = this.slot(onboardingId);
    return slot && this.stored(slot);
  }

  erase(onboardingId: string, agent: string): Erased {
    const slot = this.slot(onboardingId);
    if (typeof slot?.sealed !== 'string' || slot.agent !== agent) return 'missing';
    if (this.holds(slot)) return 'running';
    this.database.run(
      `UPDATE records SET status = 'erased', fingerprint = '', owner = '', life = '', answer = NULL
        WHERE onboarding_id = ? AND life = ? AND status = 'finished'`,
      ...[onboardingId, slot.life],
    );
    this.database.run('DELETE FROM onboardings WHERE id = ?', onboardingId);
    return 'erased';
  }

  /** @returns the text, empty when there is none */
  readNote(note: string): string {
    return this.database.get<{ text: string }>('SELECT text FROM notes WHERE note = ?', note)?.text ?? '';
  }

  writeNote(note: string, text: string): void {
    this.database.run('REPLACE INTO notes VALUES (?, ?)', note, text);
  }

  /** Every transaction deletes expired rows. This one does nothing else. */
  sweep(): void {
    return undefined;
  }

  private take(claim: Claim, slot: Slot | undefined, attempt: number): void {
    const { onboardingId, agent, recordId, fingerprint, owner, leaseMs, recordTtlMs, binding } = claim;
    const expiresAt = this.now + recordTtlMs;
    const life = slot?.life ?? owner;
    const running = [owner, this.instance, this.now + leaseMs];
    // A step that takes over an abandoned claim may fail too. A claim never outlives its onboarding.
    if (slot)
      this.database.run(
        `UPDATE onboardings SET unsettled = unsettled OR owner IS NOT NULL, owner = ?, instance = ?, lease_until = ?,
          expires_at = ? WHERE id = ?`,
        ...[...running, Math.max(expiresAt, slot.expiresAt), onboardingId],
      );
    else
      this.database.run(
        'REPLACE INTO onboardings VALUES (?, ?, ?, NULL, 0, ?, ?, ?, ?)',
        ...[onboardingId, expiresAt, agent, life, ...running],
      );
    this.database.run(
      "REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, 'claimed', ?, NULL)",
      ...[onboardingId, recordId, expiresAt, fingerprint, owner, attempt, life],
    );
    if (binding)
      this.database.run('REPLACE INTO bindings VALUES (?, ?, ?)', binding.id, expiresAt, binding.fingerprint);
  }

  private become(
    key: [onboardingId: string, recordId: string],
    attempt: number,
    became: Conclusion['record'],
  ): void {
    const where = 'WHERE onboarding_id = ? AND record_id = ?';
    if (became.status !== 'forgotten') {
      const answer = became.status === 'finished' ? became.answer : null;
      const values = [became.status, answer, this.now + became.ttlMs];
      this.database.run(
        `UPDATE records SET status = ?, answer = ?, expires_at = ? ${where}`,
        ...values,
        ...key,
      );
    } else if (attempt > 0) {
      // An earlier attempt may have been sent: its key never becomes free.
      this.database.run(`UPDATE records SET status = 'unknown' ${where}`, ...key);
    } else {
      this.database.run(`DELETE FROM records ${where}`, ...key);
      if (became.bindingId !== undefined)
        this.database.run('DELETE FROM bindings WHERE id = ?', became.bindingId);
    }
  }

  private slot(onboardingId: string): Slot | undefined {
    return this.database.get<Slot>(
      `SELECT agent, sealed, unsettled, life, owner, instance, lease_until AS leaseUntil, expires_at AS expiresAt
        FROM onboardings WHERE id = ? AND expires_at > ?`,
      onboardingId,
      this.now,
    );
  }

  private record(onboardingId: string, recordId: string): IdempotencyRecord | undefined {
    return this.database.get<IdempotencyRecord>(
      `SELECT fingerprint, owner, attempt, status, answer FROM records
        WHERE onboarding_id = ? AND record_id = ? AND expires_at > ?`,
      ...[onboardingId, recordId, this.now],
    );
  }

  /** The fingerprint of the request that a start's key is bound to. */
  private bound(id: string): string | undefined {
    const sql = 'SELECT fingerprint FROM bindings WHERE id = ? AND expires_at > ?';
    return this.database.get<{ fingerprint: string }>(sql, id, this.now)?.fingerprint;
  }

  private stored(slot: Slot): StoredOnboarding | undefined {
    const { agent, sealed, unsettled, owner } = slot;
    if (sealed === null) return undefined;
    return { agent, sealed, abandoned: unsettled === 1 || (owner !== null && !this.holds(slot)) };
  }

  /** Whether the claim on the onboarding is neither concluded nor abandoned. */
  private holds({ owner, instance, leaseUntil }: Slot): boolean {
    return owner !== null && instance === this.instance && leaseUntil !== null && leaseUntil > this.now;
  }
}
