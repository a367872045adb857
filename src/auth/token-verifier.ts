import { hash } from 'node:crypto';
import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type CryptoKey,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { JwtConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import type { Identity } from '../http/caller.js';
import { KeySetUnavailable, type KeySet } from './key-set.js';
import { refusalOf, TokenRefused } from './token-refused.js';

/** The identity that a token proves, and for how long. */
interface ProvenIdentity extends Identity {
  /** Until when the token is valid, milliseconds since the epoch, clock skew included. */
  readonly until: number;
}

/** Asymmetric only (api.md, "Authentication"), without `none` and without HMAC, which could use a public key as secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const SKEW_SECONDS = 30;
const USER_CODE = /^[0-9A-Za-z]{1,20}$/;
/** Verified tokens kept, about 300 bytes each; verifying costs 77 to 167 µs, a hit about 10 (measured). */
const REMEMBERED_TOKENS = 10_000;
/** A token without a key id costs a verification for each matching key; issuers have two or three. */
const MAX_KEYS_TRIED = 16;
const RETRY_AFTER_SECONDS = 5;

/** Verifies tokens, and remembers those it verified until they expire or the issuer's keys change. */
export class TokenVerifier {
  private readonly remembered = new LRUCache<string, ProvenIdentity>({ max: REMEMBERED_TOKENS });
  private readonly options: JWTVerifyOptions;
  /** Counts the key sets, so that no token verified against an earlier one is remembered. */
  private generation = 0;

  constructor(
    private readonly keySet: KeySet,
    private readonly config: JwtConfig,
  ) {
    const { issuer, audience } = config;
    this.options = {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp'],
    };
    keySet.onChange(() => {
      this.generation++;
      this.remembered.clear();
    });
  }

  /** The identity of a token that was verified before and is still valid; costs a hash and no signature. */
  recall(token: string): Identity | undefined {
    const identity = this.remembered.get(hashOf(token));
    return identity && identity.until > Date.now() ? identity : undefined;
  }

  /**
   * The identity that a token proves.
   * @throws TokenRefused when it is not valid, Problem OVERLOADED while no key set could be loaded
   */
  async verify(token: string): Promise<Identity> {
    try {
      const { generation } = this;
      const identity = this.identityOf(await this.claimsOf(token));
      if (generation === this.generation) this.remembered.set(hashOf(token), identity);
      return identity;
    } catch (error) {
      if (error instanceof KeySetUnavailable) throw keysMissing();
      throw refusalOf(error);
    }
  }

  /** A token without a key id may be signed with a key that the issuer began to use after the keys were loaded. */
  private async claimsOf(token: string): Promise<JWTPayload> {
    const { generation } = this;
    try {
      return await this.checked(token);
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed) || namesKey(token)) throw error;
      await this.keySet.refreshForUnknownKey();
      if (generation === this.generation) throw error;
      return await this.checked(token);
    }
  }

  private async checked(token: string): Promise<JWTPayload> {
    try {
      return (await jwtVerify(token, this.keySet.keyFor, this.options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return await this.checkedByAny(token, error);
    }
  }

  /** Several keys match the token's header: one of them has to match its signature. */
  private async checkedByAny(token: string, keys: AsyncIterable<CryptoKey>): Promise<JWTPayload> {
    let tried = 0;
    for await (const key of keys) {
      if (tried === MAX_KEYS_TRIED) break;
      tried += 1;
      try {
        return (await jwtVerify(token, key, this.options)).payload;
      } catch (error) {
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }

  private identityOf(payload: JWTPayload): ProvenIdentity {
    const { userCodeClaim, scopeClaim } = this.config;
    const agent = userCodeOf(payload[userCodeClaim]);
    if (agent === undefined) throw new TokenRefused(`claim ${userCodeClaim}`);
    if (payload.exp === undefined) throw new TokenRefused('claim exp');
    return { agent, scopes: scopesOf(payload[scopeClaim]), until: (payload.exp + SKEW_SECONDS) * 1000 };
  }
}

/** Some issuers send a number. A number that is not whole, or that JSON may have rounded, is not a user code. */
function userCodeOf(claim: unknown): string | undefined {
  const text = typeof claim === 'number' && Number.isSafeInteger(claim) ? String(claim) : claim;
  return typeof text === 'string' && USER_CODE.test(text) ? text : undefined;
}

/** `scope` is a string with blanks (RFC 8693), `scp` and `permissions` are often arrays. */
function scopesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}

function namesKey(token: string): boolean {
  return decodeProtectedHeader(token).kid !== undefined;
}

/** Only the hash is kept, so that a memory dump contains no valid token. */
function hashOf(token: string): string {
  return hash('sha256', token, 'base64');
}

function keysMissing(): Problem {
  return new Problem('OVERLOADED', {
    detail: 'The keys that verify tokens are not loaded yet. Nothing was done; try again.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
