import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Store } from './store.js';
import { EmbeddedStores, ONLY_TIMERS } from './testing/embedded-stores.js';

const stores = new EmbeddedStores();
let store: Store;
/** How many transactions began. */
let batches: number;

// The first one compiles the store, which takes timers.
beforeAll(async () => {
  await stores.open();
});

beforeEach(async () => {
  jest.useFakeTimers(ONLY_TIMERS);
  batches = 0;
  const now = (): number => {
    batches += 1;
    return Date.now();
  };
  store = await stores.open({ path: stores.directory(), now });
});

afterEach(() => {
  jest.useRealTimers();
});

afterAll(() => stores.removeAll());

describe('The thread of the database', () => {
  it('executes at most 256 calls in one transaction, and those that wait together in as few as that takes', async () => {
    await Promise.all(Array.from({ length: 1 + 256 + 256 + 1 }, () => store.read('onb_none')));
    expect(batches).toBe(4);
  });

  it('waits for others after more than four calls of one transaction, and not after fewer', async () => {
    const transactionsAfter = async (calls: number): Promise<number> => {
      await Promise.all(Array.from({ length: 1 + calls }, () => store.read('onb_none')));
      const before = batches;
      const first = store.read('onb_none');
      await new Promise(setImmediate);
      await Promise.all([first, store.read('onb_none')]);
      return batches - before;
    };
    const attempts = async (calls: number): Promise<number[]> => {
      const transactions = [];
      for (let attempt = 0; attempt < 10; attempt += 1) transactions.push(await transactionsAfter(calls));
      return transactions;
    };
    // A process that is held up for longer than the store waits takes two.
    expect(await attempts(5)).toContain(1);
    expect(new Set(await attempts(4))).toEqual(new Set([2]));
  });
});
