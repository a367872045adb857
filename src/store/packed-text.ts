/**
 * Sealed text as the stores keep it. Sealed text is `kid.base64url`, and base64 costs a third more than the bytes
 * it stands for: the bytes are kept. The first byte is the length of the kid; 0 says that any other text follows.
 */

/** @returns the text in fewer bytes when it is sealed, otherwise as UTF-8 */
export function pack(text: string): Buffer {
  const dot = text.indexOf('.');
  if (dot > 0 && dot < 256) {
    const bytes = Buffer.from(text.slice(dot + 1), 'base64url');
    const packed = Buffer.concat([Buffer.of(dot), Buffer.from(text.slice(0, dot), 'latin1'), bytes]);
    if (unpack(packed) === text) return packed;
  }
  return Buffer.concat([Buffer.of(0), Buffer.from(text)]);
}

/** The text again, exactly as it was given to `pack`. */
export function unpack(packed: Buffer): string {
  const kidLength = packed[0] ?? 0;
  if (kidLength === 0) return packed.toString('utf8', 1);
  const kid = packed.toString('latin1', 1, 1 + kidLength);
  return `${kid}.${packed.toString('base64url', 1 + kidLength)}`;
}
