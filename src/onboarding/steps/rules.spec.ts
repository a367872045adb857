import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../errors/problem.js';
import { ppiDigikhata } from '../../products/ppi-digikhata/ppi-digikhata.journey.js';
import { ppiLevin } from '../../products/ppi-levin/ppi-levin.journey.js';
import type { Consent, Registration } from '../journey/product.js';
import { checkRules } from './rules.js';
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
