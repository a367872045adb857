import type { GatewayConfig } from '../config/gateway-config.js';
import { Egress } from '../egress/egress.js';
import { EkoProbe } from '../eko/eko-probe.js';
import { signedHeaders } from '../eko/request.js';
import type { Onboarding } from '../onboarding/journey/onboarding.js';
import type { ActionInputs, JourneyCall, Product } from '../onboarding/journey/product.js';
import type { Action } from '../onboarding/journey/state.js';

const MOBILE = '9876543210';

/** The documented examples; none belongs to a real person. */
const CONSENT = { language: 'en', noticeVersion: '2026-01', given: true };
const INPUTS: ActionInputs = {
  REGISTER: {
    name: 'Karan Garg',
    dateOfBirth: '1990-05-15',
    address: {
      line: '12 Gita Bhavan',
      city: 'Indore',
      district: 'Indore',
      state: 'Madhya Pradesh',
      pincode: '452001',
    },
  },
  VERIFY_OTP: { otp: '123456' },
  RESEND_OTP: {},
  SUBMIT_AADHAAR: { aadhaarNumber: '999941057058', consent: CONSENT },
  SUBMIT_BIOMETRIC: { aadhaarNumber: '999941057058', pidData: '<PidData>…</PidData>', consent: CONSENT },
  SUBMIT_PAN: { pan: 'ABCDE1234F' },
  REFRESH: {},
};

interface ShownCall {
  readonly definition: JourneyCall<never>;
  readonly input: ActionInputs[Action];
}

/** Every call that can be shown, by `product.call`. */
export function shownCalls(
  products: readonly Product[],
): ReadonlyMap<string, ShownCall & { product: string }> {
  return new Map(
    products.flatMap(({ name: product, journey }) => {
      const calls: ShownCall[] = Object.entries(journey.actions).flatMap(([action, byState]) =>
        Object.values(byState).map((definition) => ({
          definition: definition as JourneyCall<never>,
          input: INPUTS[action as Action],
        })),
      );
      const all = [{ definition: journey.lookUp as JourneyCall<never>, input: {} }, ...calls];
      return all.map((call) => [`${product}.${call.definition.name}`, { ...call, product }] as const);
    }),
  );
}

/**
 * The text of the request that would be sent, with documented examples as customer data and with secrets masked.
 * Sends nothing.
 */
export async function showRequest(
  config: GatewayConfig,
  { product, definition, input }: ShownCall & { readonly product: string },
  userCode: string,
): Promise<string> {
  const probe = new EkoProbe(config, config.eko.baseUrl ?? 'http://127.0.0.1/ekoapi/v3', new Egress(config));
  const now = Date.now();
  const credentials = config.eko.credentials(product);
  const shown = { ...credentials, initiatorId: masked(credentials.initiatorId) };
  const { method, url, body } = probe.request(
    {
      product,
      definition,
      mobile: MOBILE,
      agent: userCode,
      clientRefId: 'x'.repeat(20),
      fields: definition.fields(input as never, exampleOf(product)),
      deadline: now,
    },
    shown,
  );
  await probe.close();
  const signed = signedHeaders(credentials, now);
  const names = signed.filter((_, index) => index % 2 === 0);
  const headers = names.map(
    (name, index) =>
      `${name}: ${['developer_key', 'secret-key'].includes(name) ? '***' : String(signed[2 * index + 1])}`,
  );
  return [`${method} ${url}`, ...headers, '', ...(body === undefined ? [] : [body, ''])].join('\n');
}

function masked(text: string): string {
  return `${'*'.repeat(Math.max(0, text.length - 4))}${text.slice(-4)}`;
}

function exampleOf(product: string): Onboarding {
  return {
    id: 'onb_example',
    product,
    agent: '',
    mobile: MOBILE,
    state: 'OTP_PENDING',
    customer: {},
    otp: { purpose: 'MOBILE', reference: '"***"', kycRequestId: '"***"', expired: false },
    otpSends: [],
    wallet: { token: '***', id: '***' },
    clientRefId: '',
    version: 1,
    createdAt: 0,
    updatedAt: 0,
  };
}
