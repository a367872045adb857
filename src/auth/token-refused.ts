import { errors } from 'jose';

/** The words for it are a closed list; `claim` is followed by the name of the claim. */
type Reason =
  'malformed' | 'size' | 'key' | 'signature' | 'expired' | 'issuer' | 'audience' | `claim ${string}`;

/** A token opens nothing. Why is for the log alone: whoever tries tokens must not learn it (api.md, "Authentication"). */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(readonly reason: Reason) {
    super(reason);
  }
}

/** Why jose refuses a token. It throws many kinds of errors at a hostile one, and none lets anyone in. */
export function refusalOf(error: unknown): TokenRefused {
  return error instanceof TokenRefused ? error : new TokenRefused(reasonOf(error));
}

function reasonOf(error: unknown): Reason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return NO_KEY.some((kind) => error instanceof kind) ? 'key' : 'malformed';
}

/** No key of the issuer is the token's, or none of its keys has the token's algorithm. */
const NO_KEY = [
  errors.JWKSNoMatchingKey,
  errors.JWKSInvalid,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

function reasonOfClaim(claim: string): Reason {
  if (claim === 'iss') return 'issuer';
  return claim === 'aud' ? 'audience' : `claim ${claim}`;
}
