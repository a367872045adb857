import { digest, pack, unpack } from '../packed-text.js';
import type { Draft } from './draft.js';

/** A claim that has not been concluded. */
export interface Running {
  readonly owner: string;
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly leaseUntil: number;
}

/** An onboarding, or the place of one that is about to be. */
export interface Slot {
  readonly agent: string;
  readonly sealed?: string | undefined;
  /** A claim was abandoned, and nobody has settled since what became of it. */
  readonly unsettled: boolean;
  readonly running?: Running | undefined;
  /** The record that was finished last; it names the one before, and so on. */
  readonly lastRecordId: string;
}

export interface IdempotencyRecord {
  /** Digest of the claim's fingerprint. */
  readonly fingerprint: Buffer;
  readonly owner: string;
  readonly attempt: number;
  readonly status: RecordStatus;
  /** Of a finished record: the one of the same onboarding that was finished before it. */
  readonly previousId?: string;
}

type ClaimFields = [owner: string, instance: string, leaseUntil: number];
const NO_CLAIM: ClaimFields = ['', '', 0];
/** With the claim that runs, as long as there is no onboarding beside which it can lie. */
type SlotFields = [agent: Buffer, unsettled: boolean, ...ClaimFields, lastRecordId?: string];
type RecordFields = [fingerprint: Buffer, owner: Buffer, attempt: number, status: number, previousId: string];
type RecordStatus = (typeof STATUSES)[number];
/** Kept as numbers. */
const STATUSES = ['claimed', 'unknown', 'finished', 'erased'] as const;

interface RecordName {
  readonly onboardingId: string;
  readonly recordId: string;
}

/** The key of an onboarding. */
export const slotKey = (onboardingId: string): string => onboardingId;
/** The key of the claim that runs on an onboarding. */
const claimKey = (slot: string): string => `${slot}/`;
/** The key of an idempotency record. */
export const recordKey = ({ onboardingId, recordId }: RecordName): string => `${onboardingId}/${recordId}`;
/** The key of what tells which request a start's key belongs to. */
export const bindingKey = (id: string): string => `/${id}`;

/** The onboarding as the draft has it; undefined when there is none, or it is expired. */
export function slotAt(draft: Draft, onboardingId: string): Slot | undefined {
  const key = slotKey(onboardingId);
  const entry = draft.entry(key);
  if (!entry) return undefined;
  // Directories of earlier builds have neither a claim that is empty nor an id of a record.
  const [agent, unsettled, owner, instance, leaseUntil, lastRecordId = ''] = entry.fields as SlotFields;
  const beside = (draft.entry(claimKey(key))?.fields ?? NO_CLAIM) as ClaimFields;
  const running = runningFrom(entry.text ? beside : [owner, instance, leaseUntil]);
  const { text } = entry;
  return {
    agent: unpack(agent),
    unsettled,
    lastRecordId,
    ...(text && { sealed: unpack(text) }),
    ...(running && { running }),
  };
}

/** @param sealed the new sealed onboarding; the slot keeps the one it has when there is none */
export function saveSlot(
  draft: Draft,
  key: string,
  { agent, unsettled, running, lastRecordId }: Slot,
  expiresAt: number,
  sealed?: string,
): void {
  const before = draft.entry(key);
  const text = sealed === undefined ? before?.text : pack(sealed);
  const claim: ClaimFields = running ? [running.owner, running.instance, running.leaseUntil] : NO_CLAIM;
  if (!text) {
    const fields = [pack(agent), unsettled, ...claim, lastRecordId];
    draft.save(key, { shelf: 'waiting', fields, expiresAt });
    return;
  }
  // A claim lies beside the onboarding, which is somewhere among all others, and which it leaves as it is.
  if (running) draft.save(claimKey(key), { shelf: 'waiting', fields: claim, expiresAt });
  else draft.remove(claimKey(key));
  const fields = [pack(agent), unsettled, ...NO_CLAIM, lastRecordId];
  const isAsBefore = before?.fields[1] === unsettled && before.fields[5] === lastRecordId;
  if (sealed !== undefined || before?.expiresAt !== expiresAt || !isAsBefore)
    draft.save(key, { shelf: 'onboardings', fields, text, expiresAt });
}

/** Drops an onboarding with the claim on it. */
export function removeSlot(draft: Draft, key: string): void {
  draft.remove(key);
  draft.remove(claimKey(key));
}

function runningFrom([owner, instance, leaseUntil]: ClaimFields): Running | undefined {
  return !owner ? undefined : { owner, instance, leaseUntil };
}

/** The idempotency record as the draft has it; undefined when there is none, or it is expired. */
export function recordAt(draft: Draft, name: RecordName): IdempotencyRecord | undefined {
  const entry = draft.entry(recordKey(name));
  if (!entry) return undefined;
  const [fingerprint, owner, attempt, status, previousId] = entry.fields as RecordFields;
  return { fingerprint, owner: unpack(owner), attempt, status: STATUSES[status] ?? 'unknown', previousId };
}

/** The sealed answer of a finished record. */
export function answerAt(draft: Draft, name: RecordName): string {
  const text = draft.entry(recordKey(name))?.text;
  return text ? unpack(text) : '';
}

/** Puts a record into the draft, to expire at `expiresAt` (milliseconds since the epoch). */
export function saveRecord(
  draft: Draft,
  key: string,
  { fingerprint, owner, attempt, status, previousId = '' }: IdempotencyRecord,
  expiresAt: number,
  answer?: string,
): void {
  const fields: RecordFields = [fingerprint, pack(owner), attempt, STATUSES.indexOf(status), previousId];
  if (answer === undefined) draft.save(key, { shelf: 'waiting', fields, expiresAt });
  else draft.save(key, { shelf: 'answers', fields, text: pack(answer), expiresAt });
}

/** Digest of the fingerprint that a key is bound to. */
export function bindingAt(draft: Draft, id: string): Buffer | undefined {
  return draft.entry(bindingKey(id))?.fields[0] as Buffer | undefined;
}

/** Puts a binding into the draft, to expire at `expiresAt` (milliseconds since the epoch). */
export function saveBinding(draft: Draft, id: string, fingerprint: string, expiresAt: number): void {
  draft.save(bindingKey(id), { shelf: 'bindings', fields: [digest(fingerprint)], expiresAt });
}
