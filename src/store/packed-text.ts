import { hash } from 'node:crypto';

/**
 * Text as the stores keep it. Sealed text is `kid.base64url`, and tags, fingerprints and owners are base64url, a third
 * more than the bytes they encode. So the bytes are kept, after one byte that gives the encoding.
 */
const PLAIN = 0;
const BASE64URL = 255;

/** @returns the text in fewer bytes when it is base64url, with or without a kid in front, otherwise as UTF-8 */
export function pack(text: string): Buffer {
  const dot = text.indexOf('.');
  const kidLength = Math.max(dot, 0);
  if (kidLength < BASE64URL && dot !== 0) {
    const encoded = text.slice(dot + 1);
    const packed = Buffer.allocUnsafe(1 + kidLength + Buffer.byteLength(encoded, 'base64url'));
    packed[0] = dot < 0 ? BASE64URL : kidLength;
    packed.write(text.slice(0, kidLength), 1, 'latin1');
    packed.write(encoded, 1 + kidLength, 'base64url');
    if (unpack(packed) === text) return packed;
  }
  return Buffer.concat([Buffer.of(PLAIN), Buffer.from(text)]);
}

/** The text exactly as `pack` received it. */
export function unpack(packed: Buffer): string {
  const kidLength = packed[0] ?? PLAIN;
  if (kidLength === PLAIN) return packed.toString('utf8', 1);
  if (kidLength === BASE64URL) return packed.toString('base64url', 1);
  const kid = packed.toString('latin1', 1, 1 + kidLength);
  return `${kid}.${packed.toString('base64url', 1 + kidLength)}`;
}

/** A digest of 128 bits, for text that is only compared. */
export function digest(text: string): Buffer {
  return Buffer.from(hash('sha256', text, 'binary').slice(0, 16), 'binary');
}
