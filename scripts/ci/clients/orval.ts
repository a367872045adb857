import * as api from './made/orval/client';
import type { Onboarding, OnboardingAction, Problem, Product } from './made/orval/models';
import { AADHAAR, BIOMETRIC, PAN, REGISTRATION, walk } from './walk';

type Action = OnboardingAction['action'];
interface Result {
  readonly status: number;
  readonly data: Onboarding | Problem;
}

function shown({ data }: Result): Onboarding {
  if (!('code' in data)) return data;
  throw new Error(`${data.code}: ${data.detail}`);
}

async function take(
  action: Action,
  { product, id }: Onboarding,
  key: string,
  otp: () => Promise<string>,
): Promise<Result> {
  const headers = { 'Idempotency-Key': key, 'Request-Timeout': '20' };
  switch (action) {
    case 'REGISTER':
      return api.registerCustomer(product, id, REGISTRATION, headers);
    case 'VERIFY_OTP':
      return api.verifyOtp(product, id, { otp: await otp() }, headers);
    case 'RESEND_OTP':
      return api.resendOtp(product, id, headers);
    case 'SUBMIT_AADHAAR':
      return api.submitAadhaar(product, id, AADHAAR, headers);
    case 'SUBMIT_BIOMETRIC':
      return api.submitBiometric(id, BIOMETRIC, headers);
    case 'SUBMIT_PAN':
      return api.submitPan(product, id, PAN, headers);
    case 'REFRESH':
      return api.refreshOnboarding(product, id, headers);
    default:
      return action satisfies never;
  }
}

await walk<Product, Action, Onboarding>('orval', {
  products: async () => {
    const answer = await api.listProducts();
    return answer.status === 200 ? answer.data.products.map(({ product }) => product) : [];
  },
  start: async (product, mobile, key) =>
    shown(await api.startOnboarding(product, { mobile }, { 'Idempotency-Key': key })),
  read: async ({ product, id }) => shown(await api.getOnboarding(product, id)),
  take: async (...step) => shown(await take(...step)),
});
