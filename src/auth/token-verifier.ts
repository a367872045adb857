import { createHash } from 'node:crypto';
import { jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import type { JwtConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import type { Identity } from './agent.js';
import { KeySetUnavailable, type KeySet } from './key-set.js';

/** What a token proves, and for how long. */
interface ProvenIdentity extends Identity {
  /** Last moment at which the token counts, milliseconds since the epoch, skew included. */
  readonly until: number;
}

/** Asymmetric only (api.md, "Authentication"): `none` and HMAC, which would take a public key for a secret, are out. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const SKEW_SECONDS = 30;
const USER_CODE = /^[0-9A-Za-z]{1,20}$/;
/** Verified tokens kept, about 300 bytes each; verifying costs 77 to 167 µs, a hit about 10 (measured). */
const REMEMBERED_TOKENS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** Verifies tokens, and remembers those it verified until they expire or the issuer's keys change. */
export class TokenVerifier {
  private readonly remembered = new LRUCache<string, ProvenIdentity>({ max: REMEMBERED_TOKENS });
  private readonly options: JWTVerifyOptions;
  /** Counts the key sets, so that nothing verified against an earlier one is remembered. */
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

  /** The identity of a token that was verified before and still counts; costs a hash and no signature. */
  recall(token: string): Identity | undefined {
    const identity = this.remembered.get(hashOf(token));
    return identity && identity.until > Date.now() ? identity : undefined;
  }

  /**
   * The identity that a token proves.
   * @returns undefined when it proves none, for whatever reason: the caller must not learn which
   * @throws Problem OVERLOADED while no key set could be loaded
   */
  async verify(token: string): Promise<Identity | undefined> {
    try {
      const { generation } = this;
      const { payload } = await jwtVerify(token, this.keySet.keyFor, this.options);
      const identity = this.identityOf(payload);
      if (identity && generation === this.generation) this.remembered.set(hashOf(token), identity);
      return identity;
    } catch (error) {
      if (error instanceof KeySetUnavailable) throw keysMissing();
      return undefined; // jose and WebCrypto throw many kinds of errors at a hostile token, and none lets anyone in
    }
  }

  private identityOf(payload: JWTPayload): ProvenIdentity | undefined {
    const agent = payload[this.config.userCodeClaim];
    const scope = payload['scope'];
    if (typeof agent !== 'string' || !USER_CODE.test(agent) || payload.exp === undefined) return undefined;
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    return { agent, scopes, until: (payload.exp + SKEW_SECONDS) * 1000 };
  }
}

/** Only the hash is kept, so that a memory dump holds no token that still counts. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

function keysMissing(): Problem {
  return new Problem('OVERLOADED', {
    detail: 'The keys that tokens are checked with could not be loaded yet. Nothing was done; try again.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
