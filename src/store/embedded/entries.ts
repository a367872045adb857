import { pack, unpack } from '../packed-text.js';
import type { Draft, Field } from './draft.js';

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
  readonly status: 'claimed' | 'unknown' | 'finished';
  readonly answer?: string;
}

interface RecordName {
  readonly onboardingId: string;
  readonly recordId: string;
}

// An onboarding and its records share the front of their keys: neighbours in the tree, one page to write.
export const slotKey = (onboardingId: string): string => onboardingId;
export const recordKey = ({ onboardingId, recordId }: RecordName): string => `${onboardingId}/${recordId}`;
export const bindingKey = (id: string): string => `/${id}`;

export function slotAt(draft: Draft, onboardingId: string): Slot | undefined {
  const fields = draft.fields(slotKey(onboardingId));
  return fields && slotFrom(fields);
}

export function slotFrom(fields: readonly Field[]): Slot {
  const [agent, sealed, unsettled, ...running] = fields as [string, Buffer | null, boolean, ...Field[]];
  const [recordId, owner, instance, leaseUntil] = running as [string?, string?, string?, number?];
  return {
    agent,
    unsettled,
    ...(sealed ? { sealed: unpack(sealed) } : {}),
    ...(recordId !== undefined && owner !== undefined && instance !== undefined && leaseUntil !== undefined
      ? { running: { recordId, owner, instance, leaseUntil } }
      : {}),
  };
}

export function saveSlot(draft: Draft, key: string, slot: Slot, expiresAt: number): void {
  const { agent, sealed, unsettled, running } = slot;
  const claim = running ? [running.recordId, running.owner, running.instance, running.leaseUntil] : [];
  const packed = sealed === undefined ? null : pack(sealed);
  draft.save(key, [agent, packed, unsettled, ...claim], expiresAt);
}

export function recordAt(draft: Draft, name: RecordName): IdempotencyRecord | undefined {
  const fields = draft.fields(recordKey(name));
  if (!fields) return undefined;
  const [fingerprint, owner, attempt, status, answer] = fields as [
    string,
    string,
    number,
    IdempotencyRecord['status'],
    Buffer?,
  ];
  return { fingerprint, owner, attempt, status, ...(answer ? { answer: unpack(answer) } : {}) };
}

export function saveRecord(draft: Draft, key: string, record: IdempotencyRecord, expiresAt: number): void {
  const { fingerprint, owner, attempt, status, answer } = record;
  const packed = answer === undefined ? [] : [pack(answer)];
  draft.save(key, [fingerprint, owner, attempt, status, ...packed], expiresAt);
}

/** The fingerprint that a key is bound to. */
export function bindingAt(draft: Draft, id: string): string | undefined {
  const fields = draft.fields(bindingKey(id)) as [string] | undefined;
  return fields?.[0];
}

export function saveBinding(draft: Draft, id: string, fingerprint: string, expiresAt: number): void {
  draft.save(bindingKey(id), [fingerprint], expiresAt);
}
