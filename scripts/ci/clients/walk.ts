/** The values that a person enters. Each client checks with its own types that they are bodies of the API. */
export const REGISTRATION = {
  name: 'Karan Garg',
  dateOfBirth: '1990-05-15',
  address: {
    line: '12 Gita Bhavan',
    city: 'Indore',
    district: 'Indore',
    state: 'Madhya Pradesh',
    pincode: '452001',
  },
};
export const AADHAAR = {
  aadhaarNumber: '999941057058',
  consent: { language: 'en', noticeVersion: '2026-01', given: true },
};
export const BIOMETRIC = {
  ...AADHAAR,
  pidData: '<PidData><Resp errCode="0"/><Data type="X">MjAxNy0x</Data></PidData>',
};
export const PAN = { pan: 'ABCDE1234F' };

/** What the walk reads of an onboarding; the types of each generator must have it. */
interface Shown<Product, Action> {
  readonly id: string;
  readonly product: Product;
  readonly state: string;
  readonly nextAction: { readonly action: Action } | null;
}

/** The functions of one generated client. */
export interface Client<Product, Action, Onboarding extends Shown<Product, Action>> {
  readonly products: () => Promise<readonly Product[]>;
  readonly start: (product: Product, mobile: string, key: string) => Promise<Onboarding>;
  readonly read: (onboarding: Onboarding) => Promise<Onboarding>;
  readonly take: (action: Action, onboarding: Onboarding, key: string, otp: Otp) => Promise<Onboarding>;
}
type Otp = () => Promise<string>;

interface Outbox {
  readonly messages: readonly { readonly product: string; readonly mobile: string; readonly otp: string }[];
}

// Node's; the clients are compiled with the types of a browser alone.
declare const process: { readonly argv: readonly string[] };

/** The address of the sandbox's gateway. */
export function gatewayAddress(): string {
  const [, , address] = process.argv;
  if (address === undefined) throw new Error('give the address of a gateway');
  return address;
}

/** Takes a new customer of each product to COMPLETED. @throws Error at the first answer that does not lead on */
export async function walk<Product extends string, Action, Onboarding extends Shown<Product, Action>>(
  name: string,
  client: Client<Product, Action, Onboarding>,
): Promise<void> {
  const products = await client.products();
  for (const product of products) {
    const mobile = `9${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`.replace(/^990/, '981');
    let onboarding = await client.start(product, mobile, crypto.randomUUID());
    const states = [onboarding.state];
    while (onboarding.nextAction && states.length < 12) {
      const { action } = onboarding.nextAction;
      onboarding = await client.take(action, onboarding, crypto.randomUUID(), () => sentOtp(product, mobile));
      states.push(onboarding.state);
    }
    const { state } = await client.read(onboarding);
    if (state !== 'COMPLETED')
      throw new Error(`${name}: ${product} ends in ${state} after ${states.join(', ')}`);
    console.log(`${name}: ${product}: ${states.join(' ')}`);
  }
  if (products.length !== 4) throw new Error(`${name}: there are ${products.length} products`);
}

async function sentOtp(product: string, mobile: string): Promise<string> {
  const { messages } = (await (await fetch(`${gatewayAddress()}/sandbox/outbox`)).json()) as Outbox;
  const message = messages.find((one) => one.product === product && one.mobile === mobile);
  if (!message) throw new Error(`no OTP was sent for ${product}`);
  return message.otp;
}
