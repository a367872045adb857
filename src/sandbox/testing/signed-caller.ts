import { createHmac, randomInt } from 'node:crypto';
import { type OutboxMessage, type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.js';

/** The published sandbox credentials and agent. */
const CREDENTIALS = {
  developerKey: 'sandbox-developer-key',
  accessKey: 'TEST_ACCESS_KEY_DO_NOT_USE',
  initiatorId: '9962981729',
};
const USER_CODE = '20810200';

/** UIDAI's published test number; its check digit is valid. */
export const AADHAAR = '999941057058';

/** A registration as three products accept it; ppi-levin also requires service_code. */
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

/** A registration as dmt-fino accepts it. */
export const DMT_FINO_REGISTRATION = { ...REGISTRATION, residence_address: ADDRESS_TEXT };

/** A fingerprint as dmt-fino accepts it. */
export const BIOMETRIC = { aadhar: AADHAAR, piddata: '<PidData><Resp errCode="0"/></PidData>' };

/** The documented PAN. */
export const PAN = { pan_number: 'ABCDE1234F' };

/** The wallet fields of Levin's Aadhaar and PAN steps when no wallet was returned. */
export const NO_WALLET = { wallet_token: '', wallet_id: '' };

/** The parts of an answer that the specs read. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The JSON of the body, {} when it is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `data` of the body, {} when there is none. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a request contains; `signal` cancels it. */
export interface Attempt {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** The sandbox of one spec, and a client that signs as contract.md specifies. */
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

  /** Sends one signed call with the common fields; given fields override them, undefined removes one. */
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

  /** The newest OTP sent to this mobile number, in the type that three products require for `otp`. */
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

  /** The headers of a valid signature for an unused millisecond. */
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

/** A new client_ref_id for each call. */
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
