import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { freshBytes } from './fresh-bytes.js';

interface SealingKey {
  /** Prefix of every text that the key sealed: 1 to 32 characters of [A-Za-z0-9_-]. */
  readonly kid: string;
  /** 256 bits. */
  readonly key: Buffer;
}

/** The key that sealed a text is not among the keys; another gateway may have it. */
export class SealingKeyMissing extends Error {
  override readonly name = 'SealingKeyMissing';
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals text with AES-256-GCM as `kid.base64url(nonce | ciphertext | tag)`. The first key seals, all of them open.
 *
 * The nonce is random, so one key must seal at most 2^32 texts (NIST SP 800-38D, 8.3): rotate before that. Nothing
 * is compressed, because the length of a compressed text reveals something of its content.
 */
export class Sealer {
  private ring: KeyRing;

  /** @throws Error when there is no key, a key is not 256 bits, or a kid is malformed or used twice */
  constructor(keys: readonly SealingKey[]) {
    this.ring = ringOf(keys);
  }

  /** Replaces the keys, for a rotation without a restart. @throws Error as the constructor does; the old keys stay then */
  replaceKeys(keys: readonly SealingKey[]): void {
    this.ring = ringOf(keys);
  }

  /** @param associated what the text belongs to; it opens only with the same value */
  seal(plaintext: string, associated: string): string {
    const { kid, key } = this.ring.first;
    const nonce = freshBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated));
    const ciphertext = cipher.update(plaintext, 'utf8');
    cipher.final(); // GCM is a stream: nothing is left to encrypt
    const bytes = Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
    return `${kid}.${bytes.toString('base64url')}`;
  }

  /** @throws SealingKeyMissing, or Error when the text or what it belongs to was changed */
  open(sealed: string, associated: string): string {
    const dot = sealed.indexOf('.');
    const kid = dot > 0 && dot <= 32 ? sealed.slice(0, dot) : '';
    const key = this.ring.byKid.get(kid);
    if (!key)
      throw new SealingKeyMissing(
        `No key "${printable(kid)}" to open a sealed text with: add it to STORE_ENCRYPTION_KEYS`,
      );
    const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(associated)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return (
        decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch {
      throw new Error(
        `A text sealed by the key "${kid}" does not open: the text, or what it belongs to, was changed`,
      );
    }
  }
}

/** The keys as Node.js's own objects: with a key in a Buffer a cipher takes it three times as long. */
interface KeyRing {
  readonly first: { readonly kid: string; readonly key: KeyObject };
  readonly byKid: ReadonlyMap<string, KeyObject>;
}

function ringOf(keys: readonly SealingKey[]): KeyRing {
  const [first] = keys;
  if (!first) throw new Error('At least one sealing key is needed');
  for (const { kid, key } of keys) {
    if (!/^[\w-]{1,32}$/.test(kid)) throw new Error(`A sealing key's kid is not 1 to 32 of [A-Za-z0-9_-]`);
    if (key.length !== 32) throw new Error(`The sealing key "${kid}" is not 256 bits`);
  }
  const byKid = new Map(keys.map(({ kid, key }) => [kid, createSecretKey(key)]));
  if (byKid.size < keys.length) throw new Error('Two sealing keys share a kid');
  return { first: { kid: first.kid, key: createSecretKey(first.key) }, byKid };
}

/** The store may contain anything: only a well-formed kid is repeated in a message. */
function printable(kid: string): string {
  return /^[\w-]+$/.test(kid) ? kid : '?';
}
