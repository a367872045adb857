import { createHmac, randomInt } from 'node:crypto';
import type { OutboxMessage, Sandbox, SandboxOptions } from '../sandbox.js';
import { startSandbox } from '../sandbox.js';

/** The published sandbox credentials and agent. */
const CREDENTIALS = {
  developerKey: 'sandbox-developer-key',
  accessKey: 'TEST_ACCESS_KEY_DO_NOT_USE',
  initiatorId: '9962981729',
};
const USER_CODE = '20810200';

/** UIDAI's published test number; its check digit is right. */
export const AADHAAR = '999941057058';

/** A registration as three products take it; ppi-levin wants service_code besides. */
export const REGISTRATION = {
  name: 'Ramesh Kumar',
  dob: '1990-05-15',
  residence_address: ['123 MG Road', 'Bangalore', 'Karnataka', '560001'],
};
const ADDRESS_TEXT = JSON.stringify({
  line: 'India',
  city: 'Indore',
  state: 'Madhya Pradesh',
  pincode: '226024',
  district: 'Indore',
  area: 'gita bhavan',
});

/** A registration as dmt-fino takes it. */
export const DMT_FINO_REGISTRATION = { ...REGISTRATION, residence_address: ADDRESS_TEXT };

/** A fingerprint as dmt-fino takes it. */
export const BIOMETRIC = { aadhar: AADHAAR, piddata: '<PidData><Resp errCode="0"/></PidData>' };

/** The documented PAN. */
export const PAN = { pan_number: 'ABCDE1234F' };

/** What Levin's Aadhaar and PAN steps get from a customer who was told no wallet. */
export const NO_WALLET = { wallet_token: '', wallet_id: '' };

/** What a specification reads of an answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The JSON of the body, {} when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `data` of the body, {} when there is none. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a request carries; `signal` gives it up. */
export interface Attempt {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** A sandbox of one specification, and a caller who signs as contract.md says. */
export class SignedCaller {
  private lastTimestamp = 0;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly now: () => number,
  ) {}

  /** Starts a sandbox with the published credentials on any free port. */
  static async start(options: Partial<SandboxOptions> = {}): Promise<SignedCaller> {
    return new SignedCaller(await startSandbox({ ...CREDENTIALS, ...options }), options.now ?? Date.now);
  }

  /** Sends one signed call with the common fields; those given override or, when undefined, remove. */
  async send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    attempt: Attempt = {},
  ): Promise<Answer> {
    const fields = { ...this.commonFields(), ...attempt.fields };
    const query = method === 'GET' ? `?${queryOf(fields).toString()}` : '';
    const response = await fetch(`${this.sandbox.url}${path}${query}`, {
      method,
      headers: { ...this.signature(), 'content-type': 'application/json', ...attempt.headers },
      body: method === 'GET' ? null : (attempt.body ?? JSON.stringify(fields)),
      signal: attempt.signal ?? null,
    });
    return answerOf(response.status, response.headers.get('content-type') ?? '', await response.text());
  }

  /** The newest OTP sent to this mobile number, as `otp` of three products is typed. */
  otpOf(mobile: string): string | number {
    const otp = this.messageTo(mobile).otp;
    return otp.startsWith('0') ? otp : Number(otp);
  }

  /** The newest message to this mobile number. */
  messageTo(mobile: string): OutboxMessage {
    const message = this.sandbox.outbox().find((candidate) => candidate.mobile === mobile);
    if (message === undefined) throw new Error(`No OTP was sent to ${mobile}`);
    return message;
  }

  /** The headers of a valid signature, of a millisecond that was not used before. */
  signature(): Record<string, string> {
    this.lastTimestamp = Math.max(this.now(), this.lastTimestamp + 1);
    return signatureAt(String(this.lastTimestamp));
  }

  private commonFields(): Record<string, unknown> {
    return { initiator_id: CREDENTIALS.initiatorId, user_code: USER_CODE, client_ref_id: newClientRefId() };
  }
}

/** The signature of one timestamp, in milliseconds since the epoch. */
export function signatureAt(timestamp: string, accessKey = CREDENTIALS.accessKey): Record<string, string> {
  const key = Buffer.from(accessKey).toString('base64');
  return {
    developer_key: CREDENTIALS.developerKey,
    'secret-key': createHmac('sha256', key).update(timestamp).digest('base64'),
    'secret-key-timestamp': timestamp,
  };
}

/** A client_ref_id of its own for each call. */
export function newClientRefId(): string {
  return `spec-${Date.now().toString(36)}${randomInt(1_000_000).toString(36)}`.padEnd(12, '0').slice(0, 20);
}

function queryOf(fields: Readonly<Record<string, unknown>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') query.set(name, value);
  }
  return query;
}

function answerOf(status: number, contentType: string, text: string): Answer {
  const body = parsed(text);
  const data = body['data'];
  return { status, contentType, text, body, data: typeof data === 'object' ? { ...data } : {} };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
