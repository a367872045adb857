import type { Environment } from './environment.js';
import type { AuthConfig, GatewayConfig, JwtConfig, KeySetLocation } from './gateway-config.js';
import { isLoopback, isSecure } from './addresses.js';

/** Where the gateway runs, and what can be reached through it. */
type Place = Pick<GatewayConfig, 'production' | 'host' | 'eko'>;

/**
 * How agents are authenticated (api.md, "Authentication"). Any AUTH_ variable asks for tokens; without one only the
 * sandbox does without, by itself only where nobody but its developer can reach it.
 */
export function readAuth(environment: Environment, place: Place): AuthConfig {
  const mode = environment.optional('AUTH_MODE');
  const modeGiven = environment.given('AUTH_MODE').length > 0;
  const others = environment.given('AUTH_').filter((name) => name !== 'AUTH_MODE');
  const sandbox = place.eko.environment === 'sandbox';
  if (mode === 'jwt' || (!modeGiven && (!sandbox || others.length > 0))) return readJwt(environment);
  const exposures = exposuresOf(place);
  if (mode === 'disabled') checkDisabled(environment, place, others, exposures);
  if (!modeGiven && exposures.length > 0) {
    environment.faults.push(
      `AUTH_MODE is required because ${exposures.join(' and ')}: it must be jwt, or disabled to let everybody in`,
    );
  }
  return { mode: 'disabled', userCode: environment.value('SANDBOX_USER_CODE') };
}

/** Why more people than its developer may reach the sandbox, or more than its simulator may be reached through it. */
function exposuresOf({ production, host, eko }: Place): readonly string[] {
  return [
    ...(production ? ['NODE_ENV is production'] : []),
    ...(isLoopback(host) ? [] : ['HOST is not a loopback address']),
    ...(eko.baseUrl === undefined ? [] : ['EKO_BASE_URL replaces the simulator']),
  ];
}

function checkDisabled(
  { faults, warnings }: Environment,
  { host, eko }: Place,
  others: readonly string[],
  exposures: readonly string[],
): void {
  if (eko.environment !== 'sandbox')
    faults.push('AUTH_MODE=disabled works only with EKO_ENVIRONMENT=sandbox; use AUTH_MODE=jwt');
  else if (others.length > 0)
    faults.push(
      `AUTH_MODE=disabled contradicts ${others.join(', ')}, which mean AUTH_MODE=jwt; keep one of them`,
    );
  else if (eko.baseUrl !== undefined && !isLoopback(host))
    faults.push(
      'AUTH_MODE=disabled is refused with EKO_BASE_URL on a HOST that is not a loopback address: that Eko would be open to everybody; use AUTH_MODE=jwt',
    );
  else if (exposures.length > 0)
    warnings.push(
      `AUTH_MODE=disabled lets everybody in as the agent SANDBOX_USER_CODE although ${exposures.join(' and ')}`,
    );
}

function readJwt(environment: Environment): AuthConfig & JwtConfig {
  return {
    mode: 'jwt',
    issuer: environment.needed('AUTH_ISSUER', 'for AUTH_MODE=jwt') ?? '',
    audience: environment.needed('AUTH_AUDIENCE', 'for AUTH_MODE=jwt') ?? '',
    userCodeClaim: environment.value('AUTH_USER_CODE_CLAIM'),
    scopeClaim: environment.value('AUTH_SCOPE_CLAIM'),
    keySet: readKeySet(environment),
  };
}

function readKeySet(environment: Environment): KeySetLocation {
  const url = environment.optional('AUTH_JWKS_URL');
  const path = environment.optional('AUTH_JWKS_FILE');
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
