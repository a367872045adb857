import { createHmac, hkdfSync } from 'node:crypto';
import { StartFailure } from '../config/start-failure.js';
import type { StoreSecrets } from './store-secrets.js';

/** Tags that identify the secrets of a gateway and do not reveal them. */
export interface SecretTags {
  /** Of IDENTIFIER_SECRET. */
  readonly identifier: string;
  /** Of every sealing key; the first one seals. */
  readonly keys: readonly { readonly kid: string; readonly tag: string }[];
}

/** A sealing key that sealed text which may still be kept. */
export interface KeyInUse {
  readonly kid: string;
  /** When the last of that text expires, milliseconds since the epoch by the store's clock. */
  readonly until: number;
}

/** The secrets are not those that the store was written with. The message states what to do. */
export class SecretsDiffer extends StartFailure {
  readonly code = 'SECRETS_DIFFER';
}

const LABEL = 'gateway secret check';
const TAG_BYTES = 16;
/** The end of a key's use is written only when it moves by at least this much, so that most comparisons write nothing. */
const MIN_EXTENSION_MS = 30_000;

/** The record of the secrets in the store, as JSON. */
interface SecretRecord {
  readonly identifier: string;
  /** `until` is 0 for a key that only opens and has not sealed yet. */
  readonly keys: readonly { readonly kid: string; readonly tag: string; readonly until: number }[];
}

/** The tags of the secrets: an HMAC under IDENTIFIER_SECRET, and for each sealing key 128 bits derived by HKDF. */
export function tagsOf({ identifierSecret, encryptionKeys }: StoreSecrets): SecretTags {
  const hmac = createHmac('sha256', identifierSecret).update(LABEL).digest();
  return {
    identifier: hmac.subarray(0, TAG_BYTES).toString('base64url'),
    keys: encryptionKeys.map(({ kid, key }) => ({
      kid,
      tag: Buffer.from(hkdfSync('sha256', key, '', LABEL, TAG_BYTES)).toString('base64url'),
    })),
  };
}

/**
 * Compares the secrets with their record in the store.
 * @param text the record; empty when there is none yet
 * @param sealedForMs how long text that the first key seals from now on may be kept, milliseconds
 * @param now the store's clock, milliseconds since the epoch
 * @returns the new record, which equals `text` when nothing changed, and the keys in use
 * @throws SecretsDiffer
 */
export function compared(
  text: string,
  tags: SecretTags,
  sealedForMs: number,
  now: number,
): { readonly text: string; readonly inUse: readonly KeyInUse[] } {
  const record = text === '' ? { identifier: tags.identifier, keys: [] } : recordFrom(text);
  refuseOtherSecrets(record, tags, now);
  const known = new Map(record.keys.map((key) => [key.kid, key]));
  const [first] = tags.keys;
  const given = tags.keys.map(({ kid, tag }) => {
    const until = known.get(kid)?.until ?? 0;
    const longer = kid === first?.kid && now + sealedForMs - until >= MIN_EXTENSION_MS;
    return { kid, tag, until: longer ? now + sealedForMs : until };
  });
  const others = record.keys.filter(({ kid }) => !given.some((key) => key.kid === kid));
  const keys = [...given, ...others.filter(({ until }) => until === 0)].sort((a, b) =>
    a.kid < b.kid ? -1 : 1,
  );
  return {
    text: JSON.stringify({ identifier: record.identifier, keys } satisfies SecretRecord),
    inUse: keys.filter(({ until }) => until > now).map(({ kid, until }) => ({ kid, until })),
  };
}

function refuseOtherSecrets(record: SecretRecord, tags: SecretTags, now: number): void {
  if (record.identifier !== tags.identifier)
    throw new SecretsDiffer(
      'IDENTIFIER_SECRET is not the one that the store was written with, so that a repeated Idempotency-Key would be ' +
        'sent to Eko a second time. Set it to the secret of the gateways that wrote it, or read docs/store.md on how ' +
        'to change it.',
    );
  for (const { kid, tag, until } of record.keys) {
    const given = tags.keys.find((key) => key.kid === kid);
    if (given ? given.tag === tag : until <= now) continue;
    throw new SecretsDiffer(
      given
        ? `STORE_ENCRYPTION_KEYS has another key than the gateways that wrote the store under the kid "${kid}". Give ` +
            'it the same key, or a kid that was never used.'
        : `STORE_ENCRYPTION_KEYS lacks the key "${kid}", which sealed what is kept until ` +
            `${new Date(until).toISOString()}. Add it after the others.`,
    );
  }
}

/** The store is an external system: its content is validated. */
function recordFrom(text: string): SecretRecord {
  const record = parsed(text);
  if (isRecord(record)) return record;
  throw new SecretsDiffer(
    'The record of secrets in the store cannot be read. Restore it, or read docs/store.md on how to start with an empty store.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is SecretRecord {
  if (!isObject(value) || typeof value['identifier'] !== 'string' || !Array.isArray(value['keys']))
    return false;
  return value['keys'].every(
    (key: unknown) =>
      isObject(key) &&
      typeof key['kid'] === 'string' &&
      /^[\w-]{1,32}$/.test(key['kid']) &&
      typeof key['tag'] === 'string' &&
      Number.isSafeInteger(key['until']) &&
      Math.abs(Number(key['until'])) < 8e15,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
