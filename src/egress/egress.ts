import type { Agent as HttpAgent } from 'node:http';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { EgressProxy, GatewayConfig } from '../config/gateway-config.js';
import type { ProxyFailure } from './proxy-failure.js';
import { tunnelAgent } from './tunnel-agent.js';
import { Tunnels } from './tunnels.js';

/** How long a connection may take where it has no setting, milliseconds: less than any request to the issuer. */
const CONNECT_TIMEOUT_MS = 4_000;

interface PoolOptions extends Omit<Agent.Options, 'allowH2' | 'connect'> {
  /** Milliseconds for the connection, or for the tunnel of a proxy. */
  readonly connectTimeoutMs?: number;
}

/**
 * How connections leave the gateway: directly, or through the proxy of the destination. Through a proxy they are always
 * tunnels (CONNECT), also for http, so that no answer of the proxy can be taken for one of the destination.
 */
export class Egress {
  /** @param onFailure is called for every connection that a proxy did not make */
  constructor(
    private readonly config: Pick<GatewayConfig, 'egress'>,
    private readonly onFailure: (failure: ProxyFailure) => void = () => undefined,
  ) {}

  /** The proxy for a URL; undefined: it is reached directly. */
  proxyOf(destination: string): EgressProxy | undefined {
    return this.config.egress.proxyOf(destination);
  }

  /** A pool of connections to the host of this URL, for undici. */
  dispatcherTo(
    destination: string,
    { connectTimeoutMs: timeout = CONNECT_TIMEOUT_MS, ...options }: PoolOptions = {},
  ): Dispatcher {
    const proxy = this.proxyOf(destination);
    if (!proxy) return new Agent({ ...options, allowH2: false, connect: { timeout } });
    return new ProxyAgent({
      ...options,
      uri: proxy.url,
      proxyTunnel: true,
      connectTimeout: timeout,
      // By default a ProxyAgent offers HTTP/2 to the destination.
      requestTls: { allowH2: false },
      clientFactory: () => this.tunnelsTo(proxy, timeout),
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
      (await tunnels.open(hostAndPort(destination))).destroy();
      return proxy;
    } finally {
      await tunnels.destroy();
    }
  }

  private tunnelsTo(proxy: EgressProxy, connectTimeoutMs = CONNECT_TIMEOUT_MS): Tunnels {
    return new Tunnels(proxy, { connectTimeoutMs, onFailure: this.onFailure });
  }
}

/** host:port of a URL, also where the port is that of its scheme. */
function hostAndPort(destination: string): string {
  const { hostname, port, protocol } = new URL(destination);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
