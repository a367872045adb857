import { expect, test } from '@jest/globals';
import { CountersInMemory, MAX_COUNTERS } from '../../src/store/limit-counters.js';

test('counters in memory stay bounded with 1,000,000 distinct keys', async () => {
  const client = new CountersInMemory();
  for (let key = 0; key < 1_000_000; key++) await client.rlflxIncr([String(key), '1', '3600']);
  expect(client.size).toBe(MAX_COUNTERS);
});
