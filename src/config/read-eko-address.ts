import type { Environment } from './environment.js';
import type { EkoConfig } from './gateway-config.js';
import { isLoopback, isSecure } from './addresses.js';

/** By environment; contract.md, "Environments". The sandbox has none: it is embedded. */
const BASE_URLS = {
  sandbox: undefined,
  uat: 'https://staging.eko.in/ekoapi/v3',
  production: 'https://api.eko.in/ekoicici/v3',
} as const;

/** The Eko environment. NODE_ENV=production has no default, because the sandbox shows its OTPs to any client. */
export function readEnvironmentName(environment: Environment, production: boolean): EkoConfig['environment'] {
  const name = production
    ? environment.requiredValue('EKO_ENVIRONMENT', 'with NODE_ENV=production')
    : environment.optional('EKO_ENVIRONMENT');
  return name ?? 'sandbox';
}

/** Eko's base URL without a trailing slash; undefined when the embedded simulator is the upstream. */
export function readBaseUrl(environment: Environment, name: EkoConfig['environment']): string | undefined {
  const configured = environment.optional('EKO_BASE_URL');
  if (configured === undefined) return BASE_URLS[name];
  if (!isSecure(configured)) {
    environment.faults.push('EKO_BASE_URL must be an https URL, or an http URL of a loopback address');
  } else if (name === 'sandbox' && !isLoopback(new URL(configured).hostname)) {
    environment.faults.push('EKO_BASE_URL must be a loopback address while EKO_ENVIRONMENT is sandbox');
  }
  return configured.replace(/\/+$/, '');
}
