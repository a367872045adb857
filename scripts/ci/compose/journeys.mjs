// Ten and more journeys through the gateway, by the client package.
import { OnboardingClient } from '@eko-onboarding/client';
import { AADHAAR, BIOMETRIC, PAN, REGISTRATION } from '../clients/walk.ts';

let mobiles = 0;

class MapStorage {
  items = new Map();
  getItem = (key) => this.items.get(key) ?? null;
  setItem = (key, value) => void this.items.set(key, value);
  removeItem = (key) => void this.items.delete(key);
}
/** Completes that many journeys, the products in turn. @throws Error at the first that is not completed */
export async function journeys(baseUrl, count) {
  const client = new OnboardingClient({
    baseUrl,
    storage: new MapStorage(),
  });
  const { products } = await client.products();
  for (let number = 0; number < count; number += 1) {
    const { product } = products[number % products.length];
    mobiles += 1;
    const mobile = `98${76500000 + mobiles}`;
    const onboarding = await client.start(product, { mobile });
    const { state } = await client.walk(onboarding, ({ onboarding: shown, action }) =>
      bodyOf(baseUrl, action.action, shown.product, mobile),
    );
    if (state !== 'COMPLETED') throw new Error(`${product} ends in ${state}`);
  }
}

async function bodyOf(baseUrl, action, product, mobile) {
  if (action === 'REGISTER') return REGISTRATION;
  if (action === 'SUBMIT_AADHAAR') return AADHAAR;
  if (action === 'SUBMIT_BIOMETRIC') return BIOMETRIC;
  if (action === 'SUBMIT_PAN') return PAN;
  const { messages } = await (await fetch(`${baseUrl}/sandbox/outbox`)).json();
  return { otp: messages.find((message) => message.product === product && message.mobile === mobile).otp };
}
