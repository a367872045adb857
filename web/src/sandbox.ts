/** What the sandbox has beside the API: its customers, and the OTPs that it "sent". */

export interface TestCustomers {
  readonly customers: readonly {
    readonly code: string;
    readonly mobile: string;
    readonly description: string;
  }[];
  readonly calls: readonly { readonly digit: string; readonly description: string }[];
  readonly faults: readonly { readonly digits: string; readonly description: string }[];
}

interface Message {
  readonly sentAt: string;
  readonly product: string;
  readonly mobile: string;
  readonly purpose: string;
  readonly otp: string;
}

/** @throws TypeError when no answer arrives; Error for an answer of something else */
export async function testCustomers(): Promise<TestCustomers> {
  return read<TestCustomers>('/sandbox/customers');
}

/** The newest OTP for a customer whose masked number is known; undefined if there is none. */
export async function newestOtp(
  product: string,
  purpose: string,
  masked: string,
): Promise<string | undefined> {
  const { messages } = await read<{ readonly messages: readonly Message[] }>('/sandbox/outbox');
  const end = masked.replace(/^\*+/, '');
  return messages.find(
    (one) => one.product === product && one.purpose === purpose && one.mobile.endsWith(end),
  )?.otp;
}

/** A mobile number of the test customer, which most likely nobody has used; of an ordinary one without a code. */
export function newMobile(code: string): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  const digits = String(number).padStart(10, '0').slice(-8);
  return code === '' ? `98${digits}` : `9900${digits.slice(-3)}${code}`;
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return (await response.json()) as T;
}
