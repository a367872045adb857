import { describe, expect, it } from '@jest/globals';
import { isAadhaarNumber, isPersonName, isPlainText } from './validators.js';

describe('an Aadhaar number', () => {
  // UIDAI's published test numbers.
  it.each(['999941057058', '999971658847', '999933119405', '999955183433', '999990501894'])(
    '%s is valid',
    (number) => {
      expect(isAadhaarNumber(number)).toBe(true);
    },
  );

  it.each(['999941057058', '999971658847'])('%s is not valid after a change of any one digit', (number) => {
    for (let index = 0; index < 12; index++) {
      for (const digit of '0123456789') {
        if (digit === number[index]) continue;
        expect(isAadhaarNumber(number.slice(0, index) + digit + number.slice(index + 1))).toBe(false);
      }
    }
  });

  it('is not valid after an exchange of any two neighbouring digits', () => {
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
    ['a line break that would change the check digit', '999941057002\n'],
    ['a letter before it', 'a999941057058'],
    ['digits of another script', '९९९९४१०५७०५८'],
    ['nothing', ''],
  ])('of %s is not valid', (_, number) => {
    expect(isAadhaarNumber(number)).toBe(false);
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
    ['a blank before a name', ' Karan'],
    ['digits', 'Karan 2'],
    ['markup', '<b>Karan</b>'],
    ['a line break', 'Karan\nGarg'],
    ['a tab', 'Karan\tGarg'],
    ['an emoji', 'Karan 😀'],
    ['an override of direction', 'Karan\u202e'],
    ['a joiner before a name', '\u200dKaran'],
    ['more than a hundred letters', 'a'.repeat(101)],
  ])('is not %s', (_, name) => {
    expect(isPersonName(name)).toBe(false);
  });
});

describe('a plain text', () => {
  it.each([
    '12 Gita Bhavan',
    'घर नं. 5',
    'A/12, 3rd Floor #4 (rear)',
    'Flat "B"',
    '123 MG Road 🏠',
    'a'.repeat(200),
  ])('may be %s', (text) => {
    expect(isPlainText(text, 200)).toBe(true);
  });

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
