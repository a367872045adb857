import type { WireValue } from '../../eko/call.js';
import type { Address } from './product.js';
import type { Onboarding } from './onboarding.js';

/**
 * An OTP with the type that Eko documents for the product. An OTP with a leading zero is always sent as a string,
 * since an integer would lose the zero (contract.md, "Calls").
 */
export function otpOf(otp: string, documented: 'integer' | 'string'): string | number {
  return documented === 'string' || otp.startsWith('0') ? otp : Number(otp);
}

/** The reference of the pending OTP, exactly as Eko sent it. */
export function referenceOf({ otp }: Onboarding): Record<string, WireValue> {
  return otp?.reference === undefined ? {} : { otp_ref_id: { json: otp.reference } };
}

/** The address as the array of strings that Eko expects: line, area, city, district, state, pincode. */
export function addressLines(address: Address): readonly string[] {
  const { line, area, city, district, state, pincode } = address;
  return [line, ...(area === undefined ? [] : [area]), city, district, state, pincode];
}
