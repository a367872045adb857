import { describe, expect, it } from '@jest/globals';
import { skewFromDate } from './clock-skew.js';

const DATE = 'Thu, 26 Nov 2026 17:00:00 GMT';
const AT = Date.parse(DATE);

describe('the skew that a Date header shows', () => {
  it.each([
    ['none at the start of its second', 0, 20, 0],
    ['none at the end of its second', 979, 999, 0],
    ['none for a reply that took ten seconds and was dated at its start', 500, 10_500, 0],
    ['none for a reply that took ten seconds and was dated at its end', -9_500, 500, 0],
    ['the time after its second', 6_000, 6_020, 5_000],
    ['the time before its second', -5_020, -5_000, -5_000],
    ['hours', 3_600_000, 3_600_100, 3_599_000],
  ])('is %s', (_what, sent, received, skew) => {
    expect(skewFromDate(DATE, { sentAt: AT + sent, receivedAt: AT + received })).toBe(skew);
  });

  it.each([undefined, '', 'yesterday', 5])('is unknown for the header %p', (date) => {
    expect(skewFromDate(date, { sentAt: AT, receivedAt: AT })).toBeUndefined();
  });
});
