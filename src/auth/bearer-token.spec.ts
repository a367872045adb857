import { describe, expect, it } from '@jest/globals';
import { bearerToken } from './authentication.js';

describe('an Authorization header', () => {
  it.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer a.b.c', 'a.b.c'],
    ['BEARER   a-_9.b-_8.c-_7  ', 'a-_9.b-_8.c-_7'],
  ])('%j has the token %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearera.b.c',
    'Basic a.b.c',
    'x Bearer a.b.c',
    'Bearer a.b.c x',
    'Bearer a.b',
    'Bearer a.b.c.d',
    'Bearer .b.c',
    'Bearer a..c',
    'Bearer a.b.',
    'Bearer a.b.c=',
    'Bearer a b.c',
  ])('%j has no token', (header) => {
    expect(() => bearerToken(header)).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });

  it('is read up to 8 KiB', () => {
    const longest = `Bearer a.b.${'c'.repeat(8 * 1024 - 11)}`;
    expect(longest).toHaveLength(8 * 1024);
    expect(bearerToken(longest)).toBe(longest.slice(7));
    expect(() => bearerToken(`${longest}c`)).toThrow(expect.objectContaining({ reason: 'size' }));
  });
});
