import { describe, expect, it } from '@jest/globals';
import { RefusedTokens } from './refused-tokens.js';

const MOST = 2;
const NETWORK = '203.0.113.7';

function refusedOften(times: number, now?: () => number): RefusedTokens {
  const refused = new RefusedTokens(MOST, now);
  for (let time = 0; time < times; time++) refused.count(NETWORK);
  return refused;
}

describe('tokens of a client network', () => {
  it.each([
    [0, false],
    [MOST, false],
    [MOST + 1, true],
  ])('with %d refused ones are suspicious: %s', (times, suspicious) => {
    expect(refusedOften(times).isSuspicious(NETWORK)).toBe(suspicious);
  });

  it('are not suspicious because of another network', () => {
    expect(refusedOften(MOST + 1).isSuspicious('198.51.100.1')).toBe(false);
  });

  it('are suspicious until the minute that began with the first one ends, however many follow', () => {
    let now = 1;
    const refused = refusedOften(MOST, () => now);
    now += 60_000;
    refused.count(NETWORK);
    expect(refused.isSuspicious(NETWORK)).toBe(true);
    now += 1;
    expect(refused.isSuspicious(NETWORK)).toBe(false);
  });
});
