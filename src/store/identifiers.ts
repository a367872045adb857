import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** The scope of one Idempotency-Key (api.md, "Idempotency"). */
export interface KeyScope {
  /** Eko's user_code of the agent. */
  readonly agent: string;
  /** Method and path pattern, with the product. */
  readonly route: string;
  readonly onboardingId: string;
  readonly key: string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CLIENT_REF_ID_LENGTH = 20;
const ONBOARDING_ID_BYTES = 18;
const ONBOARDING_ID = /^onb_[\w-]{24}$/;
const TAG_BYTES = 16;
/** Agents whose tags are kept, about 200 bytes each; a step needs the tag of its agent up to six times. */
const KEPT_AGENTS = 1_000;

/** Whether a text has the form of an onboarding id. Any other text was invented by the client. */
export function isOnboardingId(text: string): boolean {
  return ONBOARDING_ID.test(text);
}

/**
 * Derives every identifier from IDENTIFIER_SECRET with an HMAC, so that the same input gives the same id on every
 * replica, and no id reveals the mobile number, the OTP or the agent that it was derived from.
 */
export class Identifiers {
  /** Created once: an HMAC whose key is a Buffer takes Node.js five times as long. */
  private readonly secret: KeyObject;
  private readonly agentTags = new LRUCache<string, string>({ max: KEPT_AGENTS });

  constructor(secret: Buffer) {
    this.secret = createSecretKey(secret);
  }

  /** 144 bits: one onboarding per agent, product and mobile, with the same id whenever it is started. */
  onboardingId(agent: string, product: string, mobile: string): string {
    return `onb_${this.derive('onboarding', [agent, product, mobile], ONBOARDING_ID_BYTES)}`;
  }

  /** Names the agent in the store. */
  agentTag(agent: string): string {
    const known = this.agentTags.get(agent);
    if (known !== undefined) return known;
    const tag = this.derive('agent', [agent], TAG_BYTES);
    this.agentTags.set(agent, tag);
    return tag;
  }

  /** Names the record of a key within its onboarding. */
  recordId(scope: KeyScope): string {
    return this.derive('record', [scope.agent, scope.route, scope.onboardingId, scope.key], TAG_BYTES);
  }

  /** Names a key on a route that has no onboarding in its address. */
  bindingId({ agent, route, key }: KeyScope): string {
    return this.derive('binding', [agent, route, key], TAG_BYTES);
  }

  /** Names what a limit counts, such as the sends to one customer. */
  limitTag(...parts: readonly string[]): string {
    return this.derive('limit', parts, TAG_BYTES);
  }

  /** Distinguishes requests without revealing them: without the secret an OTP cannot be guessed from it. */
  fingerprint(payload: unknown): string {
    return this.derive('fingerprint', [canonical(payload)], TAG_BYTES);
  }

  /**
   * Eko's `client_ref_id`: 20 letters and digits, the same for the same key and purpose.
   * @param purpose distinguishes the calls made for one key: the step itself, its follow-up, each reconciliation
   */
  clientRefId(scope: KeyScope, purpose: string): string {
    const parts = [scope.agent, scope.route, scope.onboardingId, scope.key, purpose];
    const bytes = this.digest('sha512', 'client_ref_id', parts);
    // 248 is the largest multiple of 62 below 256: larger bytes would make some characters more likely than others.
    let reference = '';
    for (const byte of bytes) {
      if (byte < 248) reference += ALPHANUMERIC.charAt(byte % ALPHANUMERIC.length);
      if (reference.length === CLIENT_REF_ID_LENGTH) break;
    }
    return reference;
  }

  private derive(label: string, parts: readonly string[], bytes: number): string {
    return this.digest('sha256', label, parts).toString('base64url', 0, bytes);
  }

  /** By way of a text: a third less for Node.js than a digest that it returns as a Buffer. */
  private digest(algorithm: 'sha256' | 'sha512', label: string, parts: readonly string[]): Buffer {
    const hmac = createHmac(algorithm, this.secret).update(message(label, parts));
    return Buffer.from(hmac.digest('binary'), 'binary');
  }
}

/** Unambiguous: no two lists of parts give the same text. */
function message(label: string, parts: readonly string[]): string {
  return JSON.stringify([label, ...parts]);
}

/** The same text for the same JSON, in any order of its members. */
function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((name) => [name, sorted(members[name])]),
  );
}
