import type { OtpResult } from '../otp-service.js';
import { generic } from '../http-answer.js';
import type { StepCall } from '../step-call.js';
import type { OtpReference, Reply } from '../wire.js';

/** Whether `status` repeats the type id (2129/1/2129) or stays zero (2129/0/0): Eko does both. */
export type StatusStyle = 'REPEATS_TYPE_ID' | 'ZERO';

/** An OTP was sent; intent 19 = for the mobile number, 20 = for Aadhaar. */
export function otpSent(style: StatusStyle, intent: 19 | 20, reference: OtpReference): Reply {
  const data = { intent_id: intent, kyc_request_id: '', otp_ref_id: reference };
  return styled(style, 2129, 'Validate the OTP', data);
}

/** The Aadhaar OTP was sent, in the shape of Eko's older or newer pages. */
export function aadhaarOtpSent({ customer }: StepCall, style: StatusStyle, reference: OtpReference): Reply {
  return customer.scenario.replies === 'GENERIC'
    ? generic(0, 0, 'Aadhaar OTP sent successfully', { otp_ref_id: reference })
    : otpSent(style, 20, reference);
}

/** The customer is registered; an OTP was sent, and the reply does not contain its reference. */
export function enrolled(): Reply {
  const message = 'Enrollment done. Verify customer using OTP.';
  return { response_type_id: 327, response_status_id: 0, status: 0, message, data: { state: '1' } };
}

/** The OTP was verified before. */
export function alreadyVerified(): Reply {
  return {
    message: 'Customer already verified',
    response_type_id: 301,
    response_status_id: -1,
    status: 0,
  };
}

/** The customer is not registered. */
export function notEnrolled(data: Readonly<Record<string, unknown>>): Reply {
  return styled('REPEATS_TYPE_ID', 308, 'Failure!Customer Not Enrolled', data);
}

/** Aadhaar is required; most calls reply without `data`. */
export function aadhaarPending(data?: Readonly<Record<string, unknown>>): Reply {
  return styled('REPEATS_TYPE_ID', 2136, 'Aadhar Validation Pending', data);
}

/** The PAN is required. */
export function panRequired(wallet: Readonly<Record<string, unknown>> = {}): Reply {
  return styled('ZERO', 2147, 'Pan Number Required', { application_id: '', ...wallet });
}

/** The wallet is open, now or from before, and has no KYC yet. */
export function walletOpened(mobile: string): Reply {
  return styled('ZERO', 300, 'Wallet opened successfully.', {
    customer_id_type: 'mobile_number',
    state_desc: 'Non-Kyc',
    state: '2',
    customer_id: mobile,
  });
}

/** The OTP was not accepted: status id 302 = wrong, 303 = expired. */
export function otpRefused(result: Exclude<OtpResult, 'ACCEPTED'>): Reply {
  const wrong = result === 'WRONG';
  return {
    ...otpFailed(wrong ? 'Wrong OTP' : 'OTP expired'),
    response_status_id: wrong ? 302 : 303,
  };
}

/** The OTP was not accepted, and only the description states why. */
export function otpFailed(description: string): Reply {
  return styled('REPEATS_TYPE_ID', 2131, 'Validate OTP Failed', { description });
}

/** The customer was already registered; the misspelling is Eko's. */
export function alreadyRegistered(): Reply {
  return otpFailed('Customer Already registred');
}

/** Aadhaar was refused; from a verification: its OTP was wrong. */
export function aadhaarRefused(description: string): Reply {
  return styled('REPEATS_TYPE_ID', 2138, 'Aadhar Validation Failed', { description });
}

function styled(
  style: StatusStyle,
  typeId: number,
  message: string,
  data: Readonly<Record<string, unknown>> | undefined,
): Reply {
  const repeats = style === 'REPEATS_TYPE_ID';
  return {
    response_status_id: repeats ? 1 : 0,
    ...(data === undefined ? {} : { data }),
    response_type_id: typeId,
    message,
    status: repeats ? typeId : 0,
  };
}
