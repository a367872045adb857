import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAmount } from './money.js';

describe('an amount of Eko', () => {
  // The spellings of contract.md, "Traps", and similar ones.
  it.each<[unknown, string]>([
    ['50000', '50000.00'],
    ['50000.0', '50000.00'],
    [50000, '50000.00'],
    ['2.20834002375E9', '2208340023.75'],
    [2.20834002375e9, '2208340023.75'],
    ['0.00', '0.00'],
    ['25000.0', '25000.00'],
    ['5287.0', '5287.00'],
    [0, '0.00'],
    [-0, '0.00'],
    ['-0', '0.00'],
    ['-0.001', '0.00'],
    [' 12.5 ', '12.50'],
    ['12.', '12.00'],
    ['+7', '7.00'],
    ['007', '7.00'],
    [`${'0'.repeat(30)}7`, '7.00'],
    ['1e3', '1000.00'],
    ['1E+3', '1000.00'],
    ['12345e-2', '123.45'],
    ['5e-2', '0.05'],
    ['1e-2', '0.01'],
    ['0e999', '0.00'],
    ['0E15', '0.00'],
    [1e-7, '0.00'],
    ['-5', '-5.00'],
    ['-12.345', '-12.35'],
    ['12.345', '12.35'],
    ['12.344999', '12.34'],
    ['0.005', '0.01'],
    ['0.0049999', '0.00'],
    ['0.995', '1.00'],
    ['99999.999', '100000.00'],
    [0.1 + 0.2, '0.30'],
    ['1.005', '1.01'],
    // A binary float would give …992.01.
    ['9007199254740993.01', '9007199254740993.01'],
    ['999999999999999999.99', '999999999999999999.99'],
    ['999999999999999999.991', '999999999999999999.99'],
    [`12.${'3'.repeat(37)}`, '12.33'],
    ['999999999999999999', '999999999999999999.00'],
  ])('%j is %s', (spelling, amount) => {
    expect(readAmount(spelling)).toBe(amount);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['blanks', '   '],
    ['words', 'unlimited'],
    ['a thousands separator', '50,000'],
    ['a currency', '₹50000'],
    ['hexadecimal', '0x10'],
    ['two points', '1.2.3'],
    ['no digit before the point', '.5'],
    ['an exponent alone', 'e5'],
    ['an unfinished exponent', '1e'],
    ['a fraction as exponent', '1e1.5'],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['the word infinity', 'Infinity'],
    ['true', true],
    ['a list', [50000]],
    ['an object', { amount: 50000 }],
    ['digits of another script', '५००'],
    ['a number of 19 digits', '1000000000000000000'],
    ['a huge exponent', '1e999'],
    ['a huge number', 1e21],
    ['an exponent of four digits', '1e1000'],
    ['more text than any amount', '0'.repeat(41)],
    ['rounding past the largest', '999999999999999999.999'],
  ])('%s is not an amount', (_, value) => {
    expect(readAmount(value)).toBeUndefined();
  });

  it('of a very small number is 0.00', () => {
    expect(readAmount('1e-999')).toBe('0.00');
    expect(readAmount('4.9E-324')).toBe('0.00');
  });

  it('is as exact as integer arithmetic on its digits', () => {
    const digits = fc.stringMatching(/^[0-9]{1,12}$/);
    const fraction = fc.stringMatching(/^[0-9]{0,10}$/);
    const exponent = fc.integer({ min: -12, max: 5 });
    fc.assert(
      fc.property(fc.boolean(), digits, fraction, exponent, (negative, whole, rest, power) => {
        const spelling = `${negative ? '-' : ''}${whole}.${rest}e${String(power)}`;
        expect(readAmount(spelling)).toBe(
          roundedToPaise(negative, BigInt(whole + rest), power - rest.length),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is always undefined or a decimal with two digits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.integer(), fc.json(), fc.anything()), (value) => {
        expect(readAmount(value) ?? '0.00').toMatch(/^-?\d{1,18}\.\d{2}$/);
      }),
      { numRuns: 2000 },
    );
  });
});

/** `digits` times ten to the `power`, in rupees with two digits, half away from zero. */
function roundedToPaise(negative: boolean, digits: bigint, power: number): string {
  const scaled = digits * 10n ** BigInt(power + 40);
  const paisa = 10n ** 38n;
  const paise = scaled / paisa + ((scaled % paisa) * 2n >= paisa ? 1n : 0n);
  const sign = negative && paise > 0n ? '-' : '';
  return `${sign}${String(paise / 100n)}.${String(paise % 100n).padStart(2, '0')}`;
}
