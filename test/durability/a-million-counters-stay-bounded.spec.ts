import { expect, test } from '@jest/globals';
import { CountersInMemory, MAX_COUNTERS } from '../../src/store/limit-counters.js';

test('counters in memory stay bounded with 1,000,000 distinct keys', async () => {
  const counters = new CountersInMemory();
  for (let key = 0; key < 1_000_000; key++) {
    await counters.add([{ key: String(key), limit: 1, windowSeconds: 3_600 }]);
  }
  expect(counters.size).toBe(MAX_COUNTERS);
});
