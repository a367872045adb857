import { nextNumber } from './kept.js';

/** Persons made of documented examples only: UIDAI's test number, the sample PAN, the names of Eko's pages. */
export const AADHAAR = '999941057058';
export const PAN = 'ABCDE1234F';
export const CONSENT = { language: 'en', noticeVersion: '2026-01', given: true } as const;
export const PID =
  '<?xml version="1.0"?><PidData><Resp errCode="0"/><Data type="X">MjAxNy0x</Data></PidData>';

export const REGISTRATION = {
  name: 'Karan Garg',
  dateOfBirth: '1990-05-15',
  address: {
    line: '123 MG Road',
    area: 'Shivajinagar',
    city: 'Bangalore',
    district: 'Bangalore Urban',
    state: 'Karnataka',
    pincode: '560001',
  },
} as const;

/** The body of each action. */
export const BODIES = {
  REGISTER: REGISTRATION,
  VERIFY_OTP: { otp: '123456' },
  RESEND_OTP: {},
  SUBMIT_AADHAAR: { aadhaarNumber: AADHAAR, consent: CONSENT },
  SUBMIT_BIOMETRIC: { aadhaarNumber: AADHAAR, pidData: PID, consent: CONSENT },
  SUBMIT_PAN: { pan: PAN },
  REFRESH: {},
} as const;
export type ActionName = keyof typeof BODIES;

/** Where each action is posted to, below the onboarding. */
export const ROUTES: Readonly<Record<ActionName, string>> = {
  REGISTER: 'registration',
  VERIFY_OTP: 'otp/verification',
  RESEND_OTP: 'otp',
  SUBMIT_AADHAAR: 'aadhaar',
  SUBMIT_BIOMETRIC: 'biometric',
  SUBMIT_PAN: 'pan',
  REFRESH: 'refresh',
};

/** The mobile number of an ordinary customer that no other test uses. */
export function newMobile(): string {
  return `98${String(nextNumber('customer')).padStart(8, '0')}`;
}

/** A mobile number with the code of a test identity (docs/sandbox.md), which no other test uses. */
export function identity(code: string): string {
  return `9900${String(nextNumber('identity') % 1000).padStart(3, '0')}${code}`;
}
