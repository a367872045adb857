import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { compared, tagsOf, type SecretTags } from './secret-tags.js';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 26);
const identifierSecret = randomBytes(32);
const [old, fresh] = ['old', 'fresh'].map((kid) => ({ kid, key: randomBytes(32) }));
if (!old || !fresh) throw new Error('no keys');

const tags = (...encryptionKeys: (typeof old)[]): SecretTags => tagsOf({ identifierSecret, encryptionKeys });

/** The record after a comparison with each of the gateways, at its time. */
function after(...gateways: readonly (readonly [SecretTags, number])[]): string {
  return gateways.reduce((text, [given, now]) => compared(text, given, HOUR_MS, now).text, '');
}

describe('the record of secrets', () => {
  it('is written by the first gateway, and contains no secret', () => {
    const text = after([tags(old), NOW]);
    expect(JSON.parse(text)).toMatchObject({ keys: [{ kid: 'old', until: NOW + HOUR_MS }] });
    for (const secret of [identifierSecret, old.key])
      for (const encoding of ['base64', 'base64url', 'hex'] as const)
        expect(text).not.toContain(secret.toString(encoding));
  });

  it('stays unchanged while nothing is new, in any order of the keys', () => {
    const text = after([tags(fresh, old), NOW], [tags(old, fresh), NOW]);
    expect(after([tags(fresh, old), NOW], [tags(old, fresh), NOW], [tags(fresh, old), NOW + 1000])).toBe(
      text,
    );
  });

  it('refuses another IDENTIFIER_SECRET', () => {
    const others = tagsOf({ identifierSecret: randomBytes(32), encryptionKeys: [old] });
    expect(() => compared(after([tags(old), NOW]), others, HOUR_MS, NOW)).toThrow(/IDENTIFIER_SECRET is not/);
  });

  it('refuses another key under a kid that seals, and under one that only opens', () => {
    const text = after([tags(old, fresh), NOW]);
    for (const kid of ['old', 'fresh']) {
      const other = { kid, key: randomBytes(32) };
      const rest = [old, fresh].filter((key) => key.kid !== kid);
      expect(() => compared(text, tags(other, ...rest), HOUR_MS, NOW)).toThrow(`under the kid "${kid}"`);
    }
  });

  it('requires a key until everything that it sealed has expired, and never requires a key that did not seal', () => {
    const text = after([tags(old, fresh), NOW], [tags(fresh, old), NOW + 1000]);
    expect(() => compared(text, tags(fresh), HOUR_MS, NOW + HOUR_MS - 1)).toThrow(
      /lacks the key "old", .* until 2026-11-26T01:00:00\.000Z/,
    );
    expect(compared(text, tags(fresh), HOUR_MS, NOW + HOUR_MS).inUse).toEqual([
      { kid: 'fresh', until: NOW + 2 * HOUR_MS },
    ]);
    expect(() => after([tags(old, fresh), NOW], [tags(old), NOW])).not.toThrow();
  });

  it('drops a key that is no longer needed, so that its kid can be reused', () => {
    const text = after([tags(old), NOW], [tags(fresh, old), NOW + 1], [tags(fresh), NOW + HOUR_MS]);
    const again = { kid: 'old', key: randomBytes(32) };
    expect(() => compared(text, tags(fresh, again), HOUR_MS, NOW + HOUR_MS)).not.toThrow();
  });

  it('keeps a key that sealed nothing yet while a gateway lacks it', () => {
    const text = after([tags(old, fresh), NOW], [tags(old), NOW]);
    const other = { kid: 'fresh', key: randomBytes(32) };
    expect(() => compared(text, tags(old, other), HOUR_MS, NOW)).toThrow('under the kid "fresh"');
  });

  const key = { kid: 'k', tag: 't', until: 0 };
  it.each<[string, string]>([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an object', '{}'],
    ['without keys', '{"identifier":"x"}'],
    ['of another kind of identifier', '{"identifier":1,"keys":[]}'],
    ...[
      null,
      'k',
      { tag: 't', until: 0 },
      { ...key, kid: 'a b' },
      { ...key, kid: ' a' },
      { ...key, kid: 'a'.repeat(33) },
      { ...key, kid: ['k'] },
      { ...key, tag: 1 },
      { ...key, until: '0' },
      { ...key, until: 1.5 },
      { ...key, until: 8e15 },
      { ...key, until: -8e15 },
    ].map((one): [string, string] => [
      `with the key ${JSON.stringify(one)}`,
      JSON.stringify({ identifier: 'x', keys: [key, one] }),
    ]),
  ])('is not accepted when it is %s', (_what, text) => {
    expect(() => compared(text, tags(old), HOUR_MS, NOW)).toThrow(/cannot be read/);
  });
});
