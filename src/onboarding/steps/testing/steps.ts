import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  EKYC_OTP_SENT,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  PAN_REQUIRED,
  PROFILE,
} from '../../../../test/support/eko-replies.js';
import { BODIES, type ActionName } from '../../../../test/support/people.js';
import type { Bench } from './bench.js';
import type { RequestOptions, BenchClient, Seen } from './bench-client.js';
import type { OnboardingState } from '../../journey/state.js';

/** One step of the API: the state before it, a successful reply, and the state after it. */
export interface Step {
  readonly name: ActionName | 'START';
  readonly product: string;
  /** The reply to the look-up of the start; absent: the onboarding does not exist yet. */
  readonly from?: object;
  readonly before?: OnboardingState;
  readonly reply: object;
  readonly after: OnboardingState;
}

/** Every step, once. */
export const STEPS: readonly Step[] = [
  { name: 'START', product: 'ppi-levin', reply: MOBILE_OTP_SENT, after: 'OTP_PENDING' },
  {
    name: 'REFRESH',
    product: 'dmt-fino',
    from: NOT_REGISTERED,
    before: 'NOT_REGISTERED',
    reply: EKYC_PENDING,
    after: 'BIOMETRIC_PENDING',
  },
  {
    name: 'REGISTER',
    product: 'ppi-levin',
    from: NOT_REGISTERED,
    before: 'NOT_REGISTERED',
    reply: MOBILE_OTP_SENT,
    after: 'OTP_PENDING',
  },
  {
    name: 'RESEND_OTP',
    product: 'ppi-digikhata',
    from: MOBILE_OTP_SENT,
    before: 'OTP_PENDING',
    reply: MOBILE_OTP_SENT,
    after: 'OTP_PENDING',
  },
  {
    name: 'VERIFY_OTP',
    product: 'ppi-levin',
    from: MOBILE_OTP_SENT,
    before: 'OTP_PENDING',
    reply: AADHAAR_PENDING,
    after: 'AADHAAR_PENDING',
  },
  {
    name: 'SUBMIT_AADHAAR',
    product: 'ppi-levin',
    from: AADHAAR_PENDING,
    before: 'AADHAAR_PENDING',
    reply: AADHAAR_OTP_SENT,
    after: 'AADHAAR_OTP_PENDING',
  },
  {
    name: 'SUBMIT_BIOMETRIC',
    product: 'dmt-fino',
    from: EKYC_PENDING,
    before: 'BIOMETRIC_PENDING',
    reply: EKYC_OTP_SENT,
    after: 'EKYC_OTP_PENDING',
  },
  {
    name: 'SUBMIT_PAN',
    product: 'ppi-levin',
    from: PAN_REQUIRED,
    before: 'PAN_PENDING',
    reply: PROFILE,
    after: 'COMPLETED',
  },
];

/** A client whose onboarding is in the state before the step. */
export async function clientBefore(
  bench: Bench,
  { product, from }: Step,
  mobile?: string,
): Promise<BenchClient> {
  const client = bench.client({ product, ...(mobile !== undefined && { mobile }) });
  if (from) {
    bench.eko.will(from);
    await client.start();
  }
  return client;
}

/** Takes the step, always with the same input. */
export function take({ name }: Step, client: BenchClient, options: RequestOptions = {}): Promise<Seen> {
  return name === 'START' ? client.start(options) : client.act(name, BODIES[name], options);
}
