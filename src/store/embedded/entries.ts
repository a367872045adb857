import { pack, unpack } from '../packed-text.js';
import type { Draft } from './draft.js';

/** A claim that has not been concluded. */
export interface Running {
  readonly recordId: string;
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
  readonly fingerprint: string;
  readonly owner: string;
  readonly attempt: number;
  readonly status: RecordStatus;
}

type RecordStatus = 'claimed' | 'unknown' | 'finished';

interface RecordName {
  readonly onboardingId: string;
  readonly recordId: string;
}

// An onboarding and its records share the front of their keys: neighbours in the tree, one page to write.
export const slotKey = (onboardingId: string): string => onboardingId;
export const recordKey = ({ onboardingId, recordId }: RecordName): string => `${onboardingId}/${recordId}`;
export const bindingKey = (id: string): string => `/${id}`;

export function slotAt(draft: Draft, onboardingId: string): Slot | undefined {
  const key = slotKey(onboardingId);
  const fields = draft.fields(key) as [string, boolean, string?, string?, string?, number?] | undefined;
  if (!fields) return undefined;
  const [agent, unsettled, recordId, owner, instance, leaseUntil] = fields;
  const sealed = draft.text(key);
  return {
    agent,
    unsettled,
    ...(sealed && { sealed: unpack(sealed) }),
    ...(recordId !== undefined && owner !== undefined && instance !== undefined && leaseUntil !== undefined
      ? { running: { recordId, owner, instance, leaseUntil } }
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
  const claim = running ? [running.recordId, running.owner, running.instance, running.leaseUntil] : [];
  const text = sealed === undefined ? undefined : pack(sealed);
  draft.save(key, [agent, unsettled, ...claim], expiresAt, text);
}

export function recordAt(draft: Draft, name: RecordName): IdempotencyRecord | undefined {
  const fields = draft.fields(recordKey(name)) as [string, string, number, RecordStatus] | undefined;
  if (!fields) return undefined;
  const [fingerprint, owner, attempt, status] = fields;
  return { fingerprint, owner, attempt, status };
}

/** The sealed answer of a finished record. */
export function answerAt(draft: Draft, name: RecordName): string {
  const text = draft.text(recordKey(name));
  return text ? unpack(text) : '';
}

export function saveRecord(
  draft: Draft,
  key: string,
  { fingerprint, owner, attempt, status }: IdempotencyRecord,
  expiresAt: number,
  answer?: string,
): void {
  const text = answer === undefined ? undefined : pack(answer);
  draft.save(key, [fingerprint, owner, attempt, status], expiresAt, text);
}

/** The fingerprint that a key is bound to. */
export function bindingAt(draft: Draft, id: string): string | undefined {
  const fields = draft.fields(bindingKey(id)) as [string] | undefined;
  return fields?.[0];
}

export function saveBinding(draft: Draft, id: string, fingerprint: string, expiresAt: number): void {
  draft.save(bindingKey(id), [fingerprint], expiresAt);
}
