import type { EkoConfig, GatewayConfig } from '../gateway-config.js';
import { readConfig } from '../read-config.js';

type Changes = Partial<Omit<GatewayConfig, 'eko'>> & { readonly eko?: Partial<EkoConfig> };

/** The configuration of a gateway that was given no variable, apart from these changes. */
export function sandboxConfig({ eko, ...changes }: Changes = {}): GatewayConfig {
  const config = readConfig({}, { names: [] });
  return { ...config, ...changes, eko: { ...config.eko, ...eko } };
}
