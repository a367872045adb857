import type { Environment } from './environment.js';
import type { AuthConfig, JwtConfig, KeySetLocation } from './gateway-config.js';
import { isSecure } from './secure-url.js';

/** How agents are authenticated. Without a key set only the sandbox can do without; anything else is a fault. */
export function readAuth(environment: Environment, sandbox: boolean): AuthConfig {
  const url = environment.optional('AUTH_JWKS_URL');
  const path = environment.optional('AUTH_JWKS_FILE');
  const keySetGiven = url !== undefined || path !== undefined;
  const mode = environment.optional('AUTH_MODE') ?? (sandbox && !keySetGiven ? 'disabled' : 'jwt');
  if (mode === 'jwt') return { mode, ...readJwt(environment, url, path) };
  if (!sandbox) {
    environment.faults.push('AUTH_MODE=disabled works only with EKO_ENVIRONMENT=sandbox; use AUTH_MODE=jwt');
  }
  return { mode, userCode: environment.value('SANDBOX_USER_CODE') };
}

function readJwt(environment: Environment, url: string | undefined, path: string | undefined): JwtConfig {
  return {
    issuer: environment.needed('AUTH_ISSUER', 'for AUTH_MODE=jwt') ?? '',
    audience: environment.needed('AUTH_AUDIENCE', 'for AUTH_MODE=jwt') ?? '',
    userCodeClaim: environment.value('AUTH_USER_CODE_CLAIM'),
    keySet: readKeySet(environment, url, path),
  };
}

function readKeySet(
  environment: Environment,
  url: string | undefined,
  path: string | undefined,
): KeySetLocation {
  if (url !== undefined && path !== undefined) {
    environment.faults.push('AUTH_JWKS_URL and AUTH_JWKS_FILE are both set; keep one of them');
  } else if (url === undefined && path === undefined) {
    environment.faults.push('AUTH_JWKS_URL or AUTH_JWKS_FILE is required for AUTH_MODE=jwt');
  }
  if (url === undefined) return { path: path ?? '' };
  if (!isSecure(url)) {
    environment.faults.push('AUTH_JWKS_URL must be an https URL, or an http URL of a loopback address');
  }
  return { url };
}
