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

type RecordStatus = (typeof STATUSES)[number];
/** Kept as numbers. */
const STATUSES = ['claimed', 'unknown', 'finished'] as const;

interface RecordName {
  readonly onboardingId: string;
  readonly recordId: string;
}

/** Where an onboarding lies; its records share the front of its key: neighbours in the tree, one page to write. */
export const slotKey = (onboardingId: string): string => onboardingId;
/** Where an idempotency record lies. */
export const recordKey = ({ onboardingId, recordId }: RecordName): string => `${onboardingId}/${recordId}`;
/** Where it is kept which request a start's key belongs to. */
export const bindingKey = (id: string): string => `/${id}`;

/** The onboarding as the draft has it; undefined when there is none, or it is expired. */
export function slotAt(draft: Draft, onboardingId: string): Slot | undefined {
  const key = slotKey(onboardingId);
  const fields = draft.fields(key) as [Buffer, boolean, string?, string?, number?] | undefined;
  if (!fields) return undefined;
  const [agent, unsettled, owner, instance, leaseUntil] = fields;
  const sealed = draft.text(key);
  return {
    agent: unpack(agent),
    unsettled,
    ...(sealed && { sealed: unpack(sealed) }),
    ...(owner !== undefined && instance !== undefined && leaseUntil !== undefined
      ? { running: { owner, instance, leaseUntil } }
      : {}),
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
  const claim = running ? [running.owner, running.instance, running.leaseUntil] : [];
  const text = sealed === undefined ? undefined : ({ shelf: 'onboardings', bytes: pack(sealed) } as const);
  draft.save(key, [pack(agent), unsettled, ...claim], expiresAt, text);
}

/** The idempotency record as the draft has it; undefined when there is none, or it is expired. */
export function recordAt(draft: Draft, name: RecordName): IdempotencyRecord | undefined {
  const fields = draft.fields(recordKey(name)) as [Buffer, Buffer, number, number] | undefined;
  if (!fields) return undefined;
  const [fingerprint, owner, attempt, status] = fields;
  return { fingerprint, owner: unpack(owner), attempt, status: STATUSES[status] ?? 'unknown' };
}

/** The sealed answer of a finished record. */
export function answerAt(draft: Draft, name: RecordName): string {
  const text = draft.text(recordKey(name));
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
  const text = answer === undefined ? undefined : ({ shelf: 'answers', bytes: pack(answer) } as const);
  draft.save(key, [fingerprint, pack(owner), attempt, STATUSES.indexOf(status)], expiresAt, text);
}

/** Digest of the fingerprint that a key is bound to. */
export function bindingAt(draft: Draft, id: string): Buffer | undefined {
  const fields = draft.fields(bindingKey(id)) as [Buffer] | undefined;
  return fields?.[0];
}

/** Puts a binding into the draft, to expire at `expiresAt` (milliseconds since the epoch). */
export function saveBinding(draft: Draft, id: string, fingerprint: string, expiresAt: number): void {
  draft.save(bindingKey(id), [digest(fingerprint)], expiresAt);
}
