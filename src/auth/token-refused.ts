import { errors } from 'jose';

/** A closed list of reasons; `claim` is followed by the name of the claim. */
type Reason =
  'malformed' | 'size' | 'key' | 'signature' | 'expired' | 'issuer' | 'audience' | `claim ${string}`;

/** A token is refused. Only the log shows the reason: the client must not learn it (api.md, "Authentication"). */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(readonly reason: Reason) {
    super(reason);
  }
}

/** The refusal for an error of jose. It throws many kinds of errors for a hostile token; each of them is a refusal. */
export function refusalOf(error: unknown): TokenRefused {
  return error instanceof TokenRefused ? error : new TokenRefused(reasonOf(error));
}

function reasonOf(error: unknown): Reason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return NO_KEY.some((kind) => error instanceof kind) ? 'key' : 'malformed';
}

/** The issuer has no key with the token's key id, or no key for its algorithm. */
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
