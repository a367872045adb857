import createClient from 'openapi-fetch';
import type { components, paths } from './made/openapi-typescript';
import { AADHAAR, BIOMETRIC, gatewayAddress, PAN, REGISTRATION, walk } from './walk';

type Schemas = components['schemas'];
type Action = Schemas['OnboardingAction']['action'];
type Onboarding = Schemas['Onboarding'];
type Result = { data?: Onboarding; error?: Schemas['Problem'] };

const api = createClient<paths>({ baseUrl: gatewayAddress() });

function shown({ data, error }: Result): Onboarding {
  if (data) return data;
  throw new Error(`${error?.code}: ${error?.detail}`);
}

function take(
  action: Action,
  { product, id }: Onboarding,
  key: string,
  otp: () => Promise<string>,
): Promise<Result> {
  const params = { path: { product, id }, header: { 'Idempotency-Key': key, 'Request-Timeout': '20' } };
  switch (action) {
    case 'REGISTER':
      return api.POST('/v1/{product}/onboardings/{id}/registration', { params, body: REGISTRATION });
    case 'VERIFY_OTP':
      return otp().then((digits) =>
        api.POST('/v1/{product}/onboardings/{id}/otp/verification', { params, body: { otp: digits } }),
      );
    case 'RESEND_OTP':
      return api.POST('/v1/{product}/onboardings/{id}/otp', { params });
    case 'SUBMIT_AADHAAR':
      return api.POST('/v1/{product}/onboardings/{id}/aadhaar', { params, body: AADHAAR });
    case 'SUBMIT_BIOMETRIC':
      return api.POST('/v1/dmt-fino/onboardings/{id}/biometric', { params, body: BIOMETRIC });
    case 'SUBMIT_PAN':
      return api.POST('/v1/{product}/onboardings/{id}/pan', { params, body: PAN });
    case 'REFRESH':
      return api.POST('/v1/{product}/onboardings/{id}/refresh', { params });
    default:
      return action satisfies never;
  }
}

await walk<Schemas['Product'], Action, Onboarding>('openapi-typescript', {
  products: async () => (await api.GET('/v1/products')).data?.products.map(({ product }) => product) ?? [],
  start: async (product, mobile, key) =>
    shown(
      await api.POST('/v1/{product}/onboardings', {
        params: { path: { product }, header: { 'Idempotency-Key': key } },
        body: { mobile },
      }),
    ),
  read: async ({ product, id }) =>
    shown(await api.GET('/v1/{product}/onboardings/{id}', { params: { path: { product, id } } })),
  take: async (...step) => shown(await take(...step)),
});
