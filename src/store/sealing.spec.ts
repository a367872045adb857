import { describe, expect, it } from '@jest/globals';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { Sealer, SealingKeyMissing } from './sealing.js';

const key = (kid: string): { kid: string; key: Buffer } => ({ kid, key: randomBytes(32) });
const june = key('june');
const july = key('july');
const ID = 'onb_1';
const TEXT = '{"name":"Karan Garg"}';

describe('Sealing', () => {
  it('opens a text that it sealed, and never gives the same sealed text twice', () => {
    const sealer = new Sealer([june]);
    const sealed = sealer.seal(TEXT, ID);
    expect(sealed).toMatch(/^june\.[\w-]+$/);
    expect(sealer.open(sealed, ID)).toBe(TEXT);
    expect(sealer.seal(TEXT, ID)).not.toBe(sealed);
  });

  it.each(['', 'ünï → ✓', 'x'.repeat(70_000)])('keeps every text', (text) => {
    const sealer = new Sealer([june]);
    expect(sealer.open(sealer.seal(text, ID), ID)).toBe(text);
  });

  it('does not open a text that was changed or moved, and names the key but not the content', () => {
    const sealer = new Sealer([june]);
    const sealed = sealer.seal(TEXT, ID);
    const bytes = Buffer.from(sealed.slice(5), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(`june.${changed.toString('base64url')}`, ID)).toThrow(/the key "june"/);
    }
    expect(() => sealer.open(sealed, 'onb_2')).toThrow(/the key "june"/);
    expect(() => sealer.open('june.', ID)).toThrow(/the key "june"/);
    expect(() => sealer.open(sealed.slice(0, 20), ID)).toThrow(/the key "june"/);
    expect(() => new Sealer([july]).open(sealed, ID)).toThrow('No key "june"');
    expect(() => sealer.open(TEXT, ID)).toThrow(/^No key "\?"/);
  });

  it('rotates while texts are sealed and opened', async () => {
    const sealer = new Sealer([june]);
    const sealed: string[] = [];
    const load = Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let round = 0; round < 20; round += 1) {
          sealed.push(sealer.seal(TEXT, ID));
          await new Promise(setImmediate);
          expect(sealer.open(sealed.at(-1) ?? '', ID)).toBe(TEXT);
        }
      }),
    );
    for (const keys of [
      [june, july],
      [july, june],
      [july, june],
    ]) {
      sealer.replaceKeys(keys);
      await new Promise(setImmediate);
    }
    await load;
    expect(new Set(sealed.map((text) => text.slice(0, 4)))).toEqual(new Set(['june', 'july']));
    for (const text of sealed) expect(sealer.open(text, ID)).toBe(TEXT);
  });

  it('seals with the first key, and opens with all of them', () => {
    const older = new Sealer([june]).seal(TEXT, ID);
    const sealer = new Sealer([july, june]);
    expect(sealer.seal(TEXT, ID)).toMatch(/^july\./);
    expect(sealer.open(older, ID)).toBe(TEXT);
    sealer.replaceKeys([june, july]);
    expect(sealer.seal(TEXT, ID)).toMatch(/^june\./);
  });

  it.each([1, 31, 32])('opens a text sealed by a key with a kid of %d characters', (length) => {
    const sealer = new Sealer([key('k'.repeat(length))]);
    expect(sealer.open(sealer.seal(TEXT, ID), ID)).toBe(TEXT);
  });

  it.each([
    ['has no name in front', '.c2VhbGVk', '?'],
    ['has a name that is too long', `${'k'.repeat(33)}.c2VhbGVk`, '?'],
    ['has a name that no key can have', 'a b.c2VhbGVk', '?'],
    ['has the name of another key', 'july.c2VhbGVk', 'july'],
  ])('does not open a text that %s, and reports that its key is missing', (_, sealed, named) => {
    const open = (): string => new Sealer([june]).open(sealed, ID);
    expect(open).toThrow(SealingKeyMissing);
    expect(open).toThrow(`No key "${named}"`);
  });

  it('seals in the form that other versions open: nonce, ciphertext and tag, bound to the onboarding of the text', () => {
    const [, body = ''] = new Sealer([june]).seal(TEXT, ID).split('.');
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', june.key, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(ID)).setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(TEXT);
  });

  it.each([
    ['no key', []],
    ['a short key', [{ kid: 'june', key: randomBytes(16) }]],
    ['a long key', [{ kid: 'june', key: randomBytes(33) }]],
    ['a malformed kid', [{ kid: 'a.b', key: randomBytes(32) }]],
    ['a malformed end of a kid', [{ kid: 'june.', key: randomBytes(32) }]],
    ['a malformed beginning of a kid', [{ kid: '.june', key: randomBytes(32) }]],
    ['an empty kid', [{ kid: '', key: randomBytes(32) }]],
    ['a kid of 33 letters', [{ kid: 'k'.repeat(33), key: randomBytes(32) }]],
    ['a short key beside a good one', [june, { kid: 'july', key: randomBytes(16) }]],
    ['the same kid twice', [june, { ...july, kid: 'june' }]],
  ])('refuses %s and keeps the old keys', (_what, keys) => {
    const sealer = new Sealer([june]);
    expect(() => new Sealer(keys)).toThrow();
    expect(() => {
      sealer.replaceKeys(keys);
    }).toThrow();
    expect(sealer.open(sealer.seal(TEXT, ID), ID)).toBe(TEXT);
  });
});
