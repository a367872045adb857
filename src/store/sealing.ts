import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { StoreKey } from '../config/variables.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals text with AES-256-GCM: key id in front, `associated` (the onboarding id) bound in, so that a sealed value
 * cannot be moved to another onboarding. The first key seals, all open. Nonces are random: 2^32 seals per key.
 */
export class Sealer {
  constructor(private keys: readonly StoreKey[]) {}

  /** Exchanges the keys, for a rotation without a restart. */
  replaceKeys(keys: readonly StoreKey[]): void {
    this.keys = keys;
  }

  seal(plaintext: string, associated: string): string {
    const [first] = this.keys;
    if (!first) throw new Error('no key to seal with');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', first.key, nonce).setAAD(Buffer.from(associated));
    const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${first.kid}.${sealed.toString('base64url')}`;
  }

  /** @throws Error naming the key id, never the content, when no key fits or the text was tampered with */
  open(sealed: string, associated: string): string {
    const dot = sealed.indexOf('.');
    const kid = sealed.slice(0, dot);
    const entry = this.keys.find((one) => one.kid === kid);
    if (!entry) throw new Error(`no key "${kid}" to open a sealed value with; add it to STORE_ENCRYPTION_KEYS`);
    const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', entry.key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(associated)).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new Error(`a value sealed with key "${kid}" does not open: it was changed, or moved`);
    }
  }
}
