import { describe, expect, it } from '@jest/globals';
import { isBirthDate } from './birth-date.js';

describe('a date of birth', () => {
  const at = (time: string): number => Date.parse(time);

  it.each(['1990-05-15', '2000-02-29', '1996-02-29', '1900-01-01', '1999-12-31'])('may be %s', (date) => {
    expect(isBirthDate(date, 18, at('2026-11-21T10:00:00Z'))).toBe(true);
  });

  it.each([
    ['a leap day of another year', '1999-02-29'],
    ['a leap day of 1900', '1900-02-29'],
    ['the 31st of a short month', '1990-04-31'],
    ['a thirteenth month', '1990-13-01'],
    ['month zero', '1990-00-10'],
    ['day zero', '1990-05-00'],
    ['a year before 1900', '1899-12-31'],
    ['another order', '15-05-1990'],
    ['slashes', '1990/05/15'],
    ['no zeros', '1990-5-15'],
    ['a year', '1990'],
    ['a month', '1990-05'],
    ['a year of six digits', '+001990-05-15'],
    ['an hour', '1990-05-15T00'],
    ['a time', '1990-05-15T00:00:00Z'],
    ['a line break', '1990-05-15\n'],
    ['digits of another script', '१९९०-०५-१५'],
    ['nothing', ''],
  ])('is not %s', (_, date) => {
    expect(isBirthDate(date, 0, at('2026-11-21T10:00:00Z'))).toBe(false);
  });

  it('is in the past, neither today nor tomorrow', () => {
    const now = at('2026-11-21T10:00:00Z');
    expect(isBirthDate('2026-11-20', 0, now)).toBe(true);
    expect(isBirthDate('2026-11-21', 0, now)).toBe(false);
    expect(isBirthDate('2026-11-22', 0, now)).toBe(false);
  });

  it('makes a person eighteen on the birthday, and not the day before', () => {
    const now = at('2026-11-21T10:00:00Z');
    expect(isBirthDate('2008-11-21', 18, now)).toBe(true);
    expect(isBirthDate('2008-11-22', 18, now)).toBe(false);
  });

  it('is compared with the current day in India', () => {
    // 18:29:59 UTC is 23:59:59 in India; a second later the next day begins there.
    expect(isBirthDate('2008-11-22', 18, at('2026-11-21T18:29:59.999Z'))).toBe(false);
    expect(isBirthDate('2008-11-22', 18, at('2026-11-21T18:30:00.000Z'))).toBe(true);
    expect(isBirthDate('2026-11-21', 0, at('2026-11-21T18:30:00.000Z'))).toBe(true);
  });

  it('on a leap day makes a person eighteen on the first of March', () => {
    expect(isBirthDate('2008-02-29', 18, at('2026-02-28T10:00:00Z'))).toBe(false);
    expect(isBirthDate('2008-02-29', 18, at('2026-03-01T10:00:00Z'))).toBe(true);
    expect(isBirthDate('2010-02-28', 18, at('2028-02-29T10:00:00Z'))).toBe(true);
    expect(isBirthDate('2010-03-01', 18, at('2028-02-29T10:00:00Z'))).toBe(false);
  });
});
