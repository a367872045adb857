import type { Environment } from './environment.js';
import type { AuthConfig, GatewayConfig, JwtConfig, KeySetLocation } from './gateway-config.js';
import { isLoopback, isSecure } from './addresses.js';

/** The settings that determine who can reach the gateway, and which Eko it calls. */
type Deployment = Pick<GatewayConfig, 'production' | 'host' | 'eko'>;

/**
 * How agents are authenticated (api.md, "Authentication"). Any AUTH_ variable means that tokens are required. Without
 * one, only the sandbox works without tokens, and by default only where no one but its developer can reach it.
 */
export function readAuth(environment: Environment, deployment: Deployment): AuthConfig {
  const mode = environment.optional('AUTH_MODE');
  const isModeSet = environment.setNames('AUTH_MODE').length > 0;
  const others = environment.setNames('AUTH_').filter((name) => name !== 'AUTH_MODE');
  const sandbox = deployment.eko.environment === 'sandbox';
  if (mode === 'jwt' || (!isModeSet && (!sandbox || others.length > 0))) return readJwt(environment);
  const exposures = exposuresOf(deployment);
  if (mode === 'disabled') checkDisabled(environment, deployment, others, exposures);
  if (!isModeSet && exposures.length > 0) {
    environment.faults.push(
      `AUTH_MODE is required because ${exposures.join(' and ')}: it must be jwt, or disabled to accept any client`,
    );
  }
  return { mode: 'disabled', userCode: environment.value('SANDBOX_USER_CODE') };
}

/** Why more people than its developer may reach the sandbox, or more than its simulator may be reached through it. */
function exposuresOf({ production, host, eko }: Deployment): readonly string[] {
  return [
    ...(production ? ['NODE_ENV is production'] : []),
    ...(isLoopback(host) ? [] : ['HOST is not a loopback address']),
    ...(eko.baseUrl === undefined ? [] : ['EKO_BASE_URL replaces the simulator']),
  ];
}

function checkDisabled(
  { faults, warnings }: Environment,
  { host, eko }: Deployment,
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
      'AUTH_MODE=disabled is refused with EKO_BASE_URL on a HOST that is not a loopback address: that Eko would be open to any client; use AUTH_MODE=jwt',
    );
  else if (exposures.length > 0)
    warnings.push(
      `AUTH_MODE=disabled accepts any client as the agent SANDBOX_USER_CODE although ${exposures.join(' and ')}`,
    );
}

function readJwt(environment: Environment): AuthConfig & JwtConfig {
  return {
    mode: 'jwt',
    issuer: environment.requiredValue('AUTH_ISSUER', 'for AUTH_MODE=jwt') ?? '',
    audience: environment.requiredValue('AUTH_AUDIENCE', 'for AUTH_MODE=jwt') ?? '',
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
