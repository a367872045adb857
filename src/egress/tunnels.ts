import type { Duplex } from 'node:stream';
import { Pool, type Dispatcher } from 'undici';
import type { EgressProxy } from '../config/gateway-config.js';
import { ProxyFailure } from './proxy-failure.js';

type TunnelRequest = Omit<Dispatcher.ConnectOptions, 'origin'>;
type Opened = (error: Error | null, data: Dispatcher.ConnectData) => void;

/** How long a proxy may take to make a connection, and who is informed of failures. */
export interface TunnelRules {
  /** Milliseconds until the proxy must have answered CONNECT. */
  readonly connectTimeoutMs: number;
  readonly onFailure: (failure: ProxyFailure) => void;
}

/**
 * Connections to one proxy, each of which becomes a tunnel to a destination. undici's ProxyAgent opens its tunnels here,
 * because its own errors do not show that the proxy failed, and some let its pool repeat the connection forever.
 */
export class Tunnels extends Pool {
  constructor(
    private readonly proxy: EgressProxy,
    private readonly rules: TunnelRules,
  ) {
    super(new URL(proxy.url).origin, { allowH2: false, connect: { timeout: rules.connectTimeoutMs } });
  }

  /**
   * A tunnel to host:port.
   * @throws ProxyFailure
   */
  async open(destination: string): Promise<Duplex> {
    const headers = { host: destination, ...authorization(this.proxy) };
    return (await this.connect({ path: destination, headers })).socket;
  }

  override connect(options: TunnelRequest): Promise<Dispatcher.ConnectData>;
  override connect(options: TunnelRequest, callback: Opened): void;
  /** @throws ProxyFailure for everything but a tunnel to `options.path` */
  override async connect(options: TunnelRequest): Promise<Dispatcher.ConnectData> {
    try {
      const signal = AbortSignal.timeout(this.rules.connectTimeoutMs);
      // Without it a proxy that is reached by TLS would have to have the certificate of the destination.
      const servername = new URL(this.proxy.url).hostname;
      const request = { ...options, servername, signal };
      const answer = await super.connect(request);
      // Until its user listens, too: an error without a listener would end the process.
      answer.socket.on('error', () => undefined);
      if (answer.statusCode === 200) return answer;
      answer.socket.destroy();
      throw this.failure(`http_${answer.statusCode}`, options.path);
    } catch (error) {
      const failure = error instanceof ProxyFailure ? error : this.failure(reasonOf(error), options.path);
      this.rules.onFailure(failure);
      throw failure;
    }
  }

  private failure(reason: string, destination: string): ProxyFailure {
    return new ProxyFailure(reason, this.proxy.address, destination);
  }
}

function reasonOf(error: unknown): string {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  return typeof code === 'string' ? code.toLowerCase() : 'connection_lost';
}

function authorization({ url }: EgressProxy): Readonly<Record<string, string>> {
  const { username, password } = new URL(url);
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
