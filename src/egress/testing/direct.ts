import type { EkoConfig } from '../../config/gateway-config.js';
import { Egress } from '../egress.js';

/** A way out without any proxy. */
export function directEgress(connectTimeoutMs = 1_000): Egress {
  const eko = { connectTimeoutMs } as EkoConfig;
  return new Egress({ eko, egress: { proxyOf: () => undefined } });
}
