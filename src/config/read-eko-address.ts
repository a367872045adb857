import type { Environment } from './environment.js';
import type { EkoConfig } from './gateway-config.js';
import { isLoopback, isSecure } from './addresses.js';

/** By environment; contract.md, "Environments". The sandbox has none: it is embedded. */
const BASE_URLS = {
  sandbox: undefined,
  uat: 'https://staging.eko.in/ekoapi/v3',
  production: 'https://api.eko.in/ekoicici/v3',
} as const;

/** Which Eko is called. With NODE_ENV=production nothing that weakens has a default: the sandbox shows its OTPs to everybody. */
export function readEnvironmentName(environment: Environment, production: boolean): EkoConfig['environment'] {
  const name = production
    ? environment.needed('EKO_ENVIRONMENT', 'with NODE_ENV=production')
    : environment.optional('EKO_ENVIRONMENT');
  return name ?? 'sandbox';
}

/** Eko's base URL, without a slash at its end; undefined when the embedded simulator is the upstream. */
export function readBaseUrl(environment: Environment, name: EkoConfig['environment']): string | undefined {
  const given = environment.optional('EKO_BASE_URL');
  if (given === undefined) return BASE_URLS[name];
  if (!isSecure(given)) {
    environment.faults.push('EKO_BASE_URL must be an https URL, or an http URL of a loopback address');
  } else if (name === 'sandbox' && !isLoopback(new URL(given).hostname)) {
    environment.faults.push('EKO_BASE_URL must be a loopback address while EKO_ENVIRONMENT is sandbox');
  }
  return given.replace(/\/+$/, '');
}
