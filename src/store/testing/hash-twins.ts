import { PlaceIndex } from '../embedded/place-index.js';

/** Two keys that the index of the embedded store can only tell apart by what lies there. */
export function twoKeysOfOneHash(): [string, string] {
  const index = new PlaceIndex();
  for (let at = 1; ; at += 1) {
    const key = `onb_${at}`;
    const twin = index.candidates(key)[0];
    if (twin) return [`onb_${twin.expiresAt}`, key];
    index.move(key, undefined, { shelf: 'waiting', expiresAt: at });
  }
}
