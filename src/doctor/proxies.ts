import type { GatewayConfig } from '../config/gateway-config.js';
import { Egress } from '../egress/egress.js';
import { ProxyFailure } from '../egress/proxy-failure.js';
import { failed, ok, type Finding } from './sentences.js';

/** Lets the proxy of each destination connect to it once; sends nothing to the destination. */
export async function checkProxies(config: GatewayConfig): Promise<readonly Finding[]> {
  const egress = new Egress(config);
  const findings = destinationsOf(config).map(async ({ name, url }): Promise<Finding> => {
    const { host } = new URL(url);
    try {
      const proxy = await egress.try(url);
      return proxy
        ? ok('proxy', `The proxy ${proxy.address} connects to ${name} (${host}).`)
        : ok('proxy', `No proxy is used for ${name} (${host}).`);
    } catch (error) {
      if (!(error instanceof ProxyFailure)) throw error;
      return failed('proxy', error.advice);
    }
  });
  return Promise.all(findings);
}

/** What the gateway connects to besides its store; the embedded simulator is part of it. */
function destinationsOf({ eko, auth, traces }: GatewayConfig): readonly { name: string; url: string }[] {
  return [
    ...(eko.baseUrl === undefined ? [] : [{ name: 'Eko', url: eko.baseUrl }]),
    ...(auth.mode === 'jwt' && 'url' in auth.keySet ? [{ name: 'the issuer', url: auth.keySet.url }] : []),
    ...(traces ? [{ name: 'the collector', url: traces.url }] : []),
  ];
}
