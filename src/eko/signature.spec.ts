import { expect, it } from '@jest/globals';
import { signature } from './request.js';

// The known answers of contract.md, "Signing".
it.each([
  ['test-access-key-123', 1700000000000, '88lqTf9ew69XbVbeczjxVL8/B4vibfp1MvTi1mIj2Xo='],
  ['TEST_ACCESS_KEY_DO_NOT_USE', 1700000000000, 'u30ak/iOGwKCaspqCeiYng8fd98QDx7kF3DBBOadQHk='],
])('signs with %s at %d', (accessKey, timestamp, secretKey) => {
  expect(signature(accessKey, timestamp)).toBe(secretKey);
});

it('gives a different signature for each millisecond and each key', () => {
  const signatures = [signature('a', 1), signature('a', 2), signature('b', 1)];
  expect(new Set(signatures).size).toBe(3);
});
