import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digest, pack, unpack } from './packed-text.js';

const bytes = (length: number): string => randomBytes(length).toString('base64url');

describe('a packed text', () => {
  it('is unpacked unchanged, whatever it is', () => {
    const kid = fc.stringMatching(/^[\w-]{1,300}$/);
    const encoded = fc.uint8Array().map((octets) => Buffer.from(octets).toString('base64url'));
    const sealed = fc.tuple(kid, encoded).map((parts) => parts.join('.'));
    // fc.string with all of Unicode would first list all of it, which takes a second.
    const points = fc.array(
      fc.oneof(fc.integer({ max: 0xd7ff, min: 0 }), fc.integer({ max: 0x10ffff, min: 0xe000 })),
    );
    const text = fc.oneof(
      points.map((all) => String.fromCodePoint(...all)),
      encoded,
      sealed,
      fc.string().map((one) => `.${one}`),
    );
    fc.assert(
      fc.property(text, (one) => unpack(pack(one)) === one),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['base64url, as owners and tags are', bytes(30), 1 + 30],
    ['sealed, with the kid in front', `key-2026.${bytes(300)}`, 1 + 8 + 300],
    ['sealed, with the longest kid', `${'k'.repeat(254)}.${bytes(30)}`, 1 + 254 + 30],
  ])('has the bytes that it encodes when it is %s', (_what, text, length) => {
    expect(pack(text)).toHaveLength(length);
    expect(unpack(pack(text))).toBe(text);
  });

  it.each([
    ['a kid that is too long', `${'k'.repeat(255)}.${bytes(30)}`],
    ['a kid that is not Latin', `ключ.${bytes(30)}`],
    ['no kid before the dot', `.${bytes(30)}`],
    ['two dots', `a.${bytes(3)}.${bytes(3)}`],
    ['padding', 'YQ=='],
    ['any other text', 'घर नं. 5'],
  ])('is kept as it is when it has %s', (_what, text) => {
    expect(pack(text)).toHaveLength(1 + Buffer.byteLength(text));
    expect(unpack(pack(text))).toBe(text);
  });
});

it('a digest has 128 bits, which differ with the text', () => {
  const digests = ['a', 'b', 'a'].map((text) => digest(text).toString('hex'));
  expect(digests[0]).toMatch(/^[0-9a-f]{32}$/);
  expect([digests[1] === digests[0], digests[2] === digests[0]]).toEqual([false, true]);
});
