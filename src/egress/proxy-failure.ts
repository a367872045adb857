/**
 * A proxy made no connection to the destination, so not one byte for the destination was sent. `code` is `PROXY_` and
 * the HTTP status with which the proxy refused CONNECT (PROXY_HTTP_407), TIMEOUT, or the code of the failed connection
 * to the proxy (PROXY_ECONNREFUSED).
 */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly code: string;

  /** @param proxy and @param destination as host:port, without credentials */
  constructor(
    /** In lower case: http_407, timeout, econnrefused. */
    readonly reason: string,
    readonly proxy: string,
    readonly destination: string,
  ) {
    super(`${proxy} made no connection to ${destination}: ${reason}`);
    this.code = `PROXY_${reason.toUpperCase()}`;
  }

  /** What is wrong, and what the operator can do. */
  get advice(): string {
    const { proxy, destination, reason } = this;
    const status = /^http_(\d+)$/.exec(reason)?.[1];
    // tinyproxy refuses wrong credentials with 401.
    if (status === '407' || status === '401')
      return `The proxy ${proxy} requires credentials, or refuses those that it got (HTTP ${status}): correct user and password in the URL of the proxy, percent-encoded. Only Basic authentication is supported.`;
    if (status?.startsWith('4') === true)
      return `The proxy ${proxy} refuses connections to ${destination} (HTTP ${status}): its rules must allow CONNECT to this host and port from this machine.`;
    if (status !== undefined)
      return `The proxy ${proxy} cannot connect to ${destination} (HTTP ${status}): check its DNS and its firewall, and the destination.`;
    if (UNRESOLVED.includes(reason))
      return `The name of the proxy ${proxy} cannot be resolved (${reason}): check it, and the DNS of this machine.`;
    if (reason === 'econnrefused')
      return `Nothing listens at the proxy ${proxy}: check its address, and whether it runs.`;
    if (LATE.includes(reason))
      return `The proxy ${proxy} did not connect to ${destination} in time (${reason}): a firewall or network policy drops the connection to the proxy, or that of the proxy.`;
    return `The connection to the proxy ${proxy} failed (${reason}): check its address, and whether it expects http or https.`;
  }
}

const UNRESOLVED = ['enotfound', 'eai_again'];
const LATE = ['timeout', 'und_err_connect_timeout', 'etimedout', 'ehostunreach', 'enetunreach'];
