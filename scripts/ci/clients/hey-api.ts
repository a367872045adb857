import { client } from './made/hey-api/client.gen';
import * as api from './made/hey-api/sdk.gen';
import type { Onboarding, OnboardingAction, Problem, Product } from './made/hey-api/types.gen';
import { AADHAAR, BIOMETRIC, gatewayAddress, PAN, REGISTRATION, walk } from './walk';

type Action = OnboardingAction['action'];
type Result = { data: Onboarding | undefined; error: Problem | undefined };

client.setConfig({ baseUrl: gatewayAddress() });

function shown({ data, error }: Result): Onboarding {
  if (data) return data;
  throw new Error(`${error?.code}: ${error?.detail}`);
}

async function take(
  action: Action,
  { product, id }: Onboarding,
  key: string,
  otp: () => Promise<string>,
): Promise<Result> {
  const common = { path: { product, id }, headers: { 'Idempotency-Key': key, 'Request-Timeout': '20' } };
  switch (action) {
    case 'REGISTER':
      return api.registerCustomer({ ...common, body: REGISTRATION });
    case 'VERIFY_OTP':
      return api.verifyOtp({ ...common, body: { otp: await otp() } });
    case 'RESEND_OTP':
      return api.resendOtp(common);
    case 'SUBMIT_AADHAAR':
      return api.submitAadhaar({ ...common, body: AADHAAR });
    case 'SUBMIT_BIOMETRIC':
      return api.submitBiometric({ ...common, body: BIOMETRIC });
    case 'SUBMIT_PAN':
      return api.submitPan({ ...common, body: PAN });
    case 'REFRESH':
      return api.refreshOnboarding(common);
    default:
      return action satisfies never;
  }
}

await walk<Product, Action, Onboarding>('hey-api', {
  products: async () => (await api.listProducts()).data?.products.map(({ product }) => product) ?? [],
  start: async (product, mobile, key) =>
    shown(
      await api.startOnboarding({ path: { product }, headers: { 'Idempotency-Key': key }, body: { mobile } }),
    ),
  read: async ({ product, id }) => shown(await api.getOnboarding({ path: { product, id } })),
  take: async (...step) => shown(await take(...step)),
});
