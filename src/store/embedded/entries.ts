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
}

export interface IdempotencyRecord {
  /** Digest of the claim's fingerprint. */
  readonly fingerprint: Buffer;
  readonly owner: string;
  readonly attempt: number;
  readonly status: RecordStatus;
}

type ClaimFields = [owner?: string, instance?: string, leaseUntil?: number];
/** With the claim that runs, as long as there is no onboarding beside which it can lie. */
type SlotFields = [agent: Buffer, unsettled: boolean, ...ClaimFields];
type RecordFields = [fingerprint: Buffer, owner: Buffer, attempt: number, status: number];
type RecordStatus = (typeof STATUSES)[number];
/** Kept as numbers. */
const STATUSES = ['claimed', 'unknown', 'finished'] as const;

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
  const [agent, unsettled, ...claim] = entry.fields as SlotFields;
  const running = runningFrom(
    entry.text ? ((draft.entry(claimKey(key))?.fields ?? []) as ClaimFields) : claim,
  );
  const { text } = entry;
  return {
    agent: unpack(agent),
    unsettled,
    ...(text && { sealed: unpack(text) }),
    ...(running && { running }),
  };
}

/** @param sealed the new sealed onboarding; the slot keeps the one it has when there is none */
export function saveSlot(
  draft: Draft,
  key: string,
  { agent, unsettled, running }: Slot,
  expiresAt: number,
  sealed?: string,
): void {
  const before = draft.entry(key);
  const text = sealed === undefined ? before?.text : pack(sealed);
  const claim = running ? [running.owner, running.instance, running.leaseUntil] : [];
  if (!text) {
    draft.save(key, { shelf: 'waiting', fields: [pack(agent), unsettled, ...claim], expiresAt });
    return;
  }
  // A claim lies beside the onboarding, which is somewhere among all others, and which it leaves as it is.
  if (running) draft.save(claimKey(key), { shelf: 'waiting', fields: claim, expiresAt });
  else draft.remove(claimKey(key));
  if (sealed !== undefined || before?.expiresAt !== expiresAt || before.fields[1] !== unsettled)
    draft.save(key, { shelf: 'onboardings', fields: [pack(agent), unsettled], text, expiresAt });
}

function runningFrom([owner, instance, leaseUntil]: ClaimFields): Running | undefined {
  return owner === undefined || instance === undefined || leaseUntil === undefined
    ? undefined
    : { owner, instance, leaseUntil };
}

/** The idempotency record as the draft has it; undefined when there is none, or it is expired. */
export function recordAt(draft: Draft, name: RecordName): IdempotencyRecord | undefined {
  const entry = draft.entry(recordKey(name));
  if (!entry) return undefined;
  const [fingerprint, owner, attempt, status] = entry.fields as RecordFields;
  return { fingerprint, owner: unpack(owner), attempt, status: STATUSES[status] ?? 'unknown' };
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
  { fingerprint, owner, attempt, status }: IdempotencyRecord,
  expiresAt: number,
  answer?: string,
): void {
  const fields: RecordFields = [fingerprint, pack(owner), attempt, STATUSES.indexOf(status)];
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
