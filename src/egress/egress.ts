import type { Agent as HttpAgent } from 'node:http';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { EgressProxy, GatewayConfig } from '../config/gateway-config.js';
import type { ProxyFailure } from './proxy-failure.js';
import { tunnelAgent } from './tunnel-agent.js';
import { Tunnels, type TunnelRules } from './tunnels.js';

/**
 * How connections leave the gateway: directly, or through the proxy of the destination. Through a proxy they are always
 * tunnels (CONNECT), also for http, so that no answer of the proxy can be taken for one of the destination.
 */
export class Egress {
  private readonly rules: TunnelRules;

  /** @param onFailure is called for every connection that a proxy did not make */
  constructor(
    private readonly config: Pick<GatewayConfig, 'egress' | 'eko'>,
    onFailure: (failure: ProxyFailure) => void = () => undefined,
  ) {
    this.rules = { connectTimeoutMs: config.eko.connectTimeoutMs, onFailure };
  }

  /** The proxy for a URL; undefined: it is reached directly. */
  proxyOf(destination: string): EgressProxy | undefined {
    return this.config.egress.proxyOf(destination);
  }

  /** A pool of connections to the host of this URL, for undici. */
  dispatcherTo(destination: string, options: Agent.Options = {}): Dispatcher {
    const proxy = this.proxyOf(destination);
    const timeout = this.rules.connectTimeoutMs;
    if (!proxy) return new Agent({ ...options, connect: { timeout } });
    return new ProxyAgent({
      ...options,
      uri: proxy.url,
      proxyTunnel: true,
      connectTimeout: timeout,
      requestTls: { allowH2: options.allowH2 ?? false },
      clientFactory: (_origin, connection) => new Tunnels(proxy, this.rules, connection),
    });
  }

  /** An agent of node:http or node:https that connects to this URL through its proxy; undefined: directly. */
  agentTo(destination: string): HttpAgent | undefined {
    const proxy = this.proxyOf(destination);
    if (!proxy) return undefined;
    const tunnels = this.tunnelsTo(proxy);
    return tunnelAgent(destination, () => tunnels.open(hostAndPort(destination)));
  }

  /**
   * Lets the proxy of this URL connect to it once, and closes the connection.
   * @returns the proxy; undefined when there is none
   * @throws ProxyFailure
   */
  async try(destination: string): Promise<EgressProxy | undefined> {
    const proxy = this.proxyOf(destination);
    if (!proxy) return undefined;
    const tunnels = this.tunnelsTo(proxy);
    try {
      (await tunnels.open(hostAndPort(destination))).on('error', () => undefined).destroy();
      return proxy;
    } finally {
      await tunnels.destroy();
    }
  }

  private tunnelsTo(proxy: EgressProxy): Tunnels {
    return new Tunnels(proxy, this.rules, { connect: { timeout: this.rules.connectTimeoutMs } });
  }
}

/** host:port of a URL, also where the port is that of its scheme. */
function hostAndPort(destination: string): string {
  const { hostname, port, protocol } = new URL(destination);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
