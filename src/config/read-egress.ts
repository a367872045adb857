import { isLoopback } from './addresses.js';
import type { Environment } from './environment.js';
import type { EgressConfig, EgressProxy } from './gateway-config.js';
import { isExcluded } from './proxy-exclusions.js';

/** The proxies of the environment. As in curl, HTTPS_PROXY is for https destinations and HTTP_PROXY for http ones. */
export function readEgress(environment: Environment): EgressConfig {
  const proxies: Readonly<Record<string, EgressProxy | undefined>> = {
    'https:': proxyAt(environment.optional('HTTPS_PROXY')),
    'http:': proxyAt(environment.optional('HTTP_PROXY')),
  };
  const exclusions = environment.value('NO_PROXY');
  if (proxies['http:'] && !proxies['https:'])
    environment.warnings.push(
      'HTTP_PROXY is only for http addresses: Eko and other https addresses are reached directly unless HTTPS_PROXY is set',
    );
  return {
    proxyOf: (destination) => {
      const url = new URL(destination);
      // http to a loopback address is allowed because nobody else can read it.
      if (isLoopback(url.hostname) || isExcluded(url, exclusions)) return undefined;
      return proxies[url.protocol];
    },
  };
}

function proxyAt(url: string | undefined): EgressProxy | undefined {
  if (url === undefined) return undefined;
  const { hostname, port, protocol } = new URL(url);
  return { url, address: `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}` };
}
