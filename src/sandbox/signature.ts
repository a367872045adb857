import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { jsonAnswer, Refusal, type HttpAnswer } from './http-answer.js';

/** Eko accepts a timestamp within two minutes of its own clock (contract.md, "Signing"). */
const WINDOW_MS = 2 * 60 * 1000;

/** The credentials that the simulator accepts. */
export interface Credentials {
  readonly developerKey: string;
  readonly accessKey: string;
}

const SIGNATURE_REFUSALS = {
  2483: 'Invalid developer_key',
  2484: 'Invalid secret-key',
  2485: 'secret-key-timestamp expired or already used',
  2486: 'secret-key-timestamp is not in milliseconds',
  2487: 'Authentication header missing',
} as const;

/** The type ids with which Eko refuses a signature. */
export type SignatureTypeId = keyof typeof SIGNATURE_REFUSALS;

/** The HTTP 403 reply for a refused signature. */
export function signatureRefusal(typeId: SignatureTypeId): HttpAnswer {
  return jsonAnswer(403, {
    status: 403,
    response_status_id: 1,
    response_type_id: typeId,
    message: SIGNATURE_REFUSALS[typeId],
  });
}

/** `secret-key` = base64(HMAC-SHA256(timestamp, key = the base64 text of the access key)). */
export function secretKey(accessKey: string, timestamp: string): string {
  const key = Buffer.from(accessKey).toString('base64');
  return createHmac('sha256', key).update(timestamp).digest('base64');
}

/** Checks the signature of every request, and that no timestamp is used twice. */
export class SignatureVerifier {
  private seen = new Set<string>();
  private previouslySeen = new Set<string>();
  private rotatedAt: number;

  constructor(
    private readonly credentials: Credentials,
    private readonly now: () => number,
  ) {
    this.rotatedAt = now();
  }

  /** @throws Refusal HTTP 403 with type id 2483 to 2487. A refused request does not use up its timestamp. */
  verify(headers: IncomingHttpHeaders): void {
    const developerKey = headers['developer_key'];
    const signature = headers['secret-key'];
    const timestamp = headers['secret-key-timestamp'];
    if (!developerKey || !isText(signature) || !isText(timestamp)) throw refused(2487);
    if (developerKey !== this.credentials.developerKey) throw refused(2483);
    if (!/^[0-9]{13}$/.test(timestamp)) throw refused(2486);
    if (signature !== secretKey(this.credentials.accessKey, timestamp)) throw refused(2484);
    if (Math.abs(this.now() - Number(timestamp)) > WINDOW_MS) throw refused(2485);
    if (!this.markUsed(timestamp)) throw refused(2485);
  }

  /**
   * Two generations bound the memory. A timestamp is valid for at most two windows after it was first seen (it may be
   * one window ahead), and each is remembered for at least that long.
   */
  private markUsed(timestamp: string): boolean {
    if (Math.abs(this.now() - this.rotatedAt) > 2 * WINDOW_MS) {
      this.previouslySeen = this.seen;
      this.seen = new Set();
      this.rotatedAt = this.now();
    }
    if (this.seen.has(timestamp) || this.previouslySeen.has(timestamp)) return false;
    this.seen.add(timestamp);
    return true;
  }
}

function refused(typeId: SignatureTypeId): Refusal {
  return new Refusal(`signature ${typeId}`, signatureRefusal(typeId));
}

function isText(header: string | string[] | undefined): header is string {
  return typeof header === 'string' && header !== '';
}
