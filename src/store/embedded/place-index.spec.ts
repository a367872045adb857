import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { twoKeysOfOneHash } from '../testing/hash-twins.js';
import { PlaceIndex, type Where } from './place-index.js';

const [one, other] = twoKeysOfOneHash();
/** Few keys, two of which share a hash, and few places, so that histories meet themselves. */
const aKey = fc.oneof(fc.constantFrom(one, other), fc.stringMatching(/^[a-z]{1,2}$/));
const aWhere = fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 3 }));
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
    index.move(one, undefined, [0, 5]);
    index.move(other, undefined, [0, 5]);
    expect(index.candidates(one)).toEqual([
      [0, 5],
      [0, 5],
    ]);
    index.move(other, [0, 5], undefined);
    expect(index.candidates(one)).toEqual([[0, 5]]);
    index.move(one, [0, 5], [2, 7]);
    expect(index.candidates(other)).toEqual([[2, 7]]);
  });

  it('has each of 200,000 and few others with it, and nothing when all are gone', () => {
    const index = new PlaceIndex();
    const keys = Array.from({ length: 200_000 }, (_, at) => `onb_${at}`);
    keys.forEach((key, at) => {
      index.move(key, undefined, [at % 4, at + 1]);
    });
    let others = 0;
    keys.forEach((key, at) => {
      const found = index.candidates(key);
      others += found.length - 1;
      if (!found.some(([shelf, expiresAt]) => shelf === at % 4 && expiresAt === at + 1)) {
        throw new Error(`${key} is lost`);
      }
    });
    expect(others).toBeLessThan(100); // evenly spread hashes share nine times
    keys.forEach((key, at) => {
      index.move(key, [at % 4, at + 1], undefined);
    });
    expect(keys.filter((key) => index.candidates(key).length > 0)).toEqual([]);
  });
});
