import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../errors/problem.js';
import { ppiDigikhata } from '../../products/ppi-digikhata/ppi-digikhata.journey.js';
import { ppiLevin } from '../../products/ppi-levin/ppi-levin.journey.js';
import type { Consent, Registration } from '../journey/product.js';
import { checkRules, isBirthDate } from './rules.js';
import { NOW } from '../journey/testing/onboardings.js';

const settings = { minimumAge: 18, now: NOW };
const given: Consent = { language: 'hi', noticeVersion: '2026-01', given: true };
const aadhaarNumber = '999941057058';
const registration: Registration = {
  name: 'Karan Garg',
  dateOfBirth: '2008-11-21',
  address: { line: 'a', city: 'b', district: 'c', state: 'd', pincode: '452001' },
};

function problemOf(check: () => void): Problem | undefined {
  try {
    check();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return undefined;
}

describe('the minimum age', () => {
  it('is reached on the birthday', () => {
    expect(
      problemOf(() => {
        checkRules('REGISTER', registration, ppiLevin.journey, settings);
      }),
    ).toBeUndefined();
  });

  it.each([
    [18, '2008-11-22'],
    [21, '2005-11-22'],
  ])('of %d is not reached by a customer born on %s', (minimumAge, dateOfBirth) => {
    const problem = problemOf(() => {
      checkRules('REGISTER', { ...registration, dateOfBirth }, ppiLevin.journey, { minimumAge, now: NOW });
    });
    expect(problem?.code).toBe('VALIDATION_FAILED');
    expect(problem?.details.errors).toEqual([
      { field: 'dateOfBirth', message: `the customer must be at least ${String(minimumAge)} years old` },
    ]);
  });
});

describe('consent', () => {
  it.each<[string, Consent | undefined]>([
    ['is missing', undefined],
    ['was refused', { ...given, given: false }],
  ])('that %s is refused before Aadhaar and before biometrics', (_, consent) => {
    const input = { aadhaarNumber, pidData: '<PidData/>', ...(consent && { consent }) };
    expect(
      problemOf(() => {
        checkRules('SUBMIT_AADHAAR', input, ppiLevin.journey, settings);
      })?.code,
    ).toBe('CONSENT_REQUIRED');
    expect(
      problemOf(() => {
        checkRules('SUBMIT_BIOMETRIC', input, ppiLevin.journey, settings);
      })?.code,
    ).toBe('CONSENT_REQUIRED');
  });

  it('may be in any language if the product does not prescribe languages', () => {
    const input = { aadhaarNumber, consent: { ...given, language: 'sa' } };
    expect(
      problemOf(() => {
        checkRules('SUBMIT_AADHAAR', input, ppiLevin.journey, settings);
      }),
    ).toBeUndefined();
  });

  it('must be in one of the languages that the product prescribes', () => {
    const input = { aadhaarNumber, consent: { ...given, language: 'sa' } };
    const problem = problemOf(() => {
      checkRules('SUBMIT_AADHAAR', input, ppiDigikhata.journey, settings);
    });
    expect(problem?.code).toBe('VALIDATION_FAILED');
    expect(problem?.details.errors).toEqual([
      {
        field: 'consent.language',
        message: 'must be one of en, bn, gu, hi, kn, ml, mr, or, ta, te, ur, as, pa',
      },
    ]);
    const offered = { aadhaarNumber, consent: given };
    expect(
      problemOf(() => {
        checkRules('SUBMIT_AADHAAR', offered, ppiDigikhata.journey, settings);
      }),
    ).toBeUndefined();
  });

  it('is not required by any other step', () => {
    expect(
      problemOf(() => {
        checkRules('SUBMIT_PAN', { pan: 'ABCDE1234F' }, ppiLevin.journey, settings);
      }),
    ).toBeUndefined();
    expect(
      problemOf(() => {
        checkRules('VERIFY_OTP', { otp: '1234' }, ppiLevin.journey, settings);
      }),
    ).toBeUndefined();
    expect(
      problemOf(() => {
        checkRules('REFRESH', {}, ppiLevin.journey, settings);
      }),
    ).toBeUndefined();
  });
});

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
