import { expect, it } from '@jest/globals';
import type { Store } from '../store.js';
import { HOUR_MS } from './claims.js';

/** Declares the tests of comparing secrets that every store has to pass. */
export function itComparesSecrets(storeUnderTest: () => Store): void {
  it('records the secrets of the first comparison, and refuses other secrets later', async () => {
    const store = storeUnderTest();
    const tags = { identifier: 'secret-1', keys: [{ kid: 'old', tag: 'key-1' }] };
    const rotated = { ...tags, keys: [{ kid: 'new', tag: 'key-2' }, ...tags.keys] };
    const [inUse] = await store.compareSecrets(tags, HOUR_MS);
    expect(inUse).toEqual({ kid: 'old', until: expect.any(Number) });
    const { until = 0 } = inUse ?? {};
    expect(Math.abs(until - HOUR_MS - Date.now())).toBeLessThan(HOUR_MS);
    const both = await store.compareSecrets(rotated, HOUR_MS);
    expect(both.map(({ kid }) => kid).sort()).toEqual(['new', 'old']);
    for (const others of [
      { ...tags, identifier: 'secret-2' },
      { ...tags, keys: [{ kid: 'new', tag: 'key-2' }] },
      { ...tags, keys: [{ kid: 'old', tag: 'key-3' }] },
    ])
      await expect(store.compareSecrets(others, HOUR_MS)).rejects.toMatchObject({ code: 'SECRETS_DIFFER' });
    await expect(store.ping()).resolves.toBeUndefined();
  });
}
