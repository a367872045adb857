import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { twoKeysOfOneHash } from '../testing/hash-twins.js';
import { PlaceIndex } from './place-index.js';
import { SHELVES, type Shelf, type Where } from './tables.js';

const [one, other] = twoKeysOfOneHash();
/** Few keys, two of which share a hash, and few places, so that histories meet themselves. */
const aKey = fc.oneof(fc.constantFrom(one, other), fc.stringMatching(/^[a-z]{1,2}$/));
const aWhere = fc.record({ shelf: fc.constantFrom(...SHELVES), expiresAt: fc.integer({ min: 1, max: 3 }) });
const aMove = fc.tuple(aKey, fc.option(aWhere, { nil: undefined }));

describe('The index of places', () => {
  it('knows where every entry lies, whatever was added, moved and removed before', () => {
    fc.assert(
      fc.property(fc.array(aMove, { maxLength: 200 }), (moves) => {
        const index = new PlaceIndex();
        const model = new Map<string, Where | undefined>();
        for (const [key, to] of moves) {
          index.move(key, model.get(key), to);
          model.set(key, to);
        }
        for (const [key, where] of model) {
          if (where) expect(index.candidates(key)).toContainEqual(where);
          else if (key !== one && key !== other) expect(index.candidates(key)).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('has both of two keys that share a hash, and one when the other is gone', () => {
    const index = new PlaceIndex();
    const [here, there] = [at('waiting', 5), at('answers', 7)];
    index.move(one, undefined, here);
    index.move(other, undefined, here);
    expect(index.candidates(one)).toEqual([here, here]);
    index.move(other, here, undefined);
    expect(index.candidates(one)).toEqual([here]);
    index.move(one, here, there);
    expect(index.candidates(other)).toEqual([there]);
  });

  it('has each of 200,000 and few others with it, and nothing when all are gone', () => {
    const index = new PlaceIndex();
    const keys = Array.from({ length: 200_000 }, (_, nth) => `onb_${nth}`);
    const places = keys.map((_, nth) => at(SHELVES[nth % SHELVES.length] ?? 'waiting', nth + 1));
    keys.forEach((key, nth) => {
      index.move(key, undefined, places[nth]);
    });
    const found = keys.map((key) => index.candidates(key));
    expect(found.every((candidates, nth) => candidates.some((one) => same(one, places[nth])))).toBe(true);
    // Evenly spread hashes of 32 bits: five pairs of so many keys share one.
    expect(found.filter((candidates) => candidates.length > 1).length).toBeLessThan(100);
    keys.forEach((key, nth) => {
      index.move(key, places[nth], undefined);
    });
    expect(keys.filter((key) => index.candidates(key).length > 0)).toEqual([]);
  });
});

function at(shelf: Shelf, expiresAt: number): Where {
  return { shelf, expiresAt };
}

function same(one: Where, other: Where | undefined): boolean {
  return one.shelf === other?.shelf && one.expiresAt === other.expiresAt;
}
