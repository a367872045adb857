import { expect, it } from '@jest/globals';
import { freshBytes } from './fresh-bytes.js';

it('returns as many bytes as requested, and none of them twice', () => {
  const drawn = Array.from({ length: 2_000 }, () => freshBytes(12));
  expect(drawn.every(({ length }) => length === 12)).toBe(true);
  expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(drawn.length);
});

it('returns bytes that a later call does not change', () => {
  const first = freshBytes(12);
  const text = first.toString('hex');
  for (let times = 0; times < 2_000; times += 1) freshBytes(12);
  expect(first.toString('hex')).toBe(text);
});
