import { describe, expect, it } from '@jest/globals';
import { isAadhaarNumber, isBirthDate, isPersonName, isPlainText } from './validators.js';

describe('an Aadhaar number', () => {
  // UIDAI's published test numbers.
  it.each(['999941057058', '999971658847', '999933119405', '999955183433', '999990501894'])(
    '%s is valid',
    (number) => {
      expect(isAadhaarNumber(number)).toBe(true);
    },
  );

  it.each(['999941057058', '999971658847'])('%s is not with any one digit changed', (number) => {
    for (let index = 0; index < 12; index++) {
      for (const digit of '0123456789') {
        if (digit === number[index]) continue;
        expect(isAadhaarNumber(number.slice(0, index) + digit + number.slice(index + 1))).toBe(false);
      }
    }
  });

  it('is not with any two neighbours exchanged', () => {
    const number = '999941057058';
    for (let index = 0; index < 11; index++) {
      const [one = '', other = ''] = number.slice(index, index + 2);
      const exchanged = number.slice(0, index) + other + one + number.slice(index + 2);
      expect(isAadhaarNumber(exchanged)).toBe(one === other);
    }
  });

  it.each([
    ['examples of Eko, with a wrong check digit', '123456789012'],
    ['another of them', '234567890123'],
    ['eleven digits', '99994105705'],
    ['thirteen digits', '9999410570588'],
    ['a first digit of 0', '000000000000'],
    ['a first digit of 1', '199941057058'],
    ['blanks', '9999 4105 7058'],
    ['a line break at the end', '999941057058\n'],
    ['digits of another script', '९९९९४१०५७०५८'],
    ['nothing', ''],
  ])('of %s is not valid', (_, number) => {
    expect(isAadhaarNumber(number)).toBe(false);
  });
});

describe('a date of birth', () => {
  const at = (time: string): number => Date.parse(time);

  it.each(['1990-05-15', '2000-02-29', '1996-02-29', '1900-01-01', '1999-12-31'])('%s is one', (date) => {
    expect(isBirthDate(date, 18, at('2026-11-21T10:00:00Z'))).toBe(true);
  });

  it.each([
    ['a leap day that was none', '1999-02-29'],
    ['a leap day of 1900', '1900-02-29'],
    ['the 31st of a short month', '1990-04-31'],
    ['a thirteenth month', '1990-13-01'],
    ['month zero', '1990-00-10'],
    ['day zero', '1990-05-00'],
    ['before anyone alive', '1899-12-31'],
    ['another order', '15-05-1990'],
    ['slashes', '1990/05/15'],
    ['no zeros', '1990-5-15'],
    ['a time', '1990-05-15T00:00:00Z'],
    ['a line break', '1990-05-15\n'],
    ['digits of another script', '१९९०-०५-१५'],
    ['nothing', ''],
  ])('is not %s', (_, date) => {
    expect(isBirthDate(date, 0, at('2026-11-21T10:00:00Z'))).toBe(false);
  });

  it('is in the past: neither today nor tomorrow', () => {
    const now = at('2026-11-21T10:00:00Z');
    expect(isBirthDate('2026-11-20', 0, now)).toBe(true);
    expect(isBirthDate('2026-11-21', 0, now)).toBe(false);
    expect(isBirthDate('2026-11-22', 0, now)).toBe(false);
  });

  it('makes someone eighteen on the birthday, and not the day before', () => {
    const now = at('2026-11-21T10:00:00Z');
    expect(isBirthDate('2008-11-21', 18, now)).toBe(true);
    expect(isBirthDate('2008-11-22', 18, now)).toBe(false);
  });

  it('counts the days as they are in India', () => {
    // 18:29:59 UTC is 23:59:59 in India, a second later it is the next day there.
    expect(isBirthDate('2008-11-22', 18, at('2026-11-21T18:29:59.999Z'))).toBe(false);
    expect(isBirthDate('2008-11-22', 18, at('2026-11-21T18:30:00.000Z'))).toBe(true);
    expect(isBirthDate('2026-11-21', 0, at('2026-11-21T18:30:00.000Z'))).toBe(true);
  });

  it('of a leap day comes of age on the first of March', () => {
    expect(isBirthDate('2008-02-29', 18, at('2026-02-28T10:00:00Z'))).toBe(false);
    expect(isBirthDate('2008-02-29', 18, at('2026-03-01T10:00:00Z'))).toBe(true);
    expect(isBirthDate('2010-02-28', 18, at('2028-02-29T10:00:00Z'))).toBe(true);
    expect(isBirthDate('2010-03-01', 18, at('2028-02-29T10:00:00Z'))).toBe(false);
  });
});

describe('a name', () => {
  it.each([
    'Karan Garg',
    "D'Souza",
    'A. P. J. Abdul Kalam',
    'Jean-Luc',
    'José',
    'राहुल शर्मा', // Devanagari
    'রাহুল শর্মা', // Bengali
    'રાહુલ શર્મા', // Gujarati
    'ਰਾਹੁਲ ਸ਼ਰਮਾ', // Gurmukhi
    'ರಾಹುಲ್ ಶರ್ಮಾ', // Kannada
    'രാഹുൽ ശർമ്മ', // Malayalam
    'ରାହୁଲ ଶର୍ମା', // Odia
    'ராகுல் சர்மா', // Tamil
    'రాహుల్ శర్మ', // Telugu
    'راہول شرما', // Urdu
    'മോഹന്\u200d', // Malayalam as older keyboards write it: a chillu with a joiner
    'র\u200d্যাব', // Bengali with a joiner
    'ಅರ್\u200cಜುನ್', // Kannada with a non-joiner
  ])('may be %s', (name) => {
    expect(isPersonName(name)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a blank before it', ' Karan'],
    ['digits', 'Karan 2'],
    ['markup', '<b>Karan</b>'],
    ['a line break', 'Karan\nGarg'],
    ['a tab', 'Karan\tGarg'],
    ['an emoji', 'Karan 😀'],
    ['an override of direction', 'Karan\u202e'],
    ['a joiner before it', '\u200dKaran'],
    ['more than a hundred letters', 'a'.repeat(101)],
  ])('is not %s', (_, name) => {
    expect(isPersonName(name)).toBe(false);
  });
});

describe('a plain text', () => {
  it.each(['12 Gita Bhavan', 'घर नं. 5', 'A/12, 3rd Floor #4 (rear)', 'Flat "B"', '123 MG Road 🏠'])(
    'may be %s',
    (text) => {
      expect(isPlainText(text, 200)).toBe(true);
    },
  );

  it.each([
    ['nothing', ''],
    ['blanks', '  '],
    ['a line break', 'a\nb'],
    ['a control character', 'a\u0007b'],
    ['a line separator', 'a\u2028b'],
    ['half a letter', 'a\ud800b'],
    ['a private character', 'a\ue000b'],
    ['more than allowed', 'a'.repeat(201)],
  ])('is not %s', (_, text) => {
    expect(isPlainText(text, 200)).toBe(false);
  });
});
