import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** The network of an address that cannot be parsed. */
const UNREADABLE = 'unreadable';
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+))(?::\d{1,5})?$/;
/** An IPv4 address on a dual-stack socket. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

/**
 * The network that limits count as one client: the IPv4 address, or the /64 of an IPv6 address, since a subscriber has
 * at least a /64 and could use any address in it. A port, which proxies may add, is removed.
 * @param entry an address from a socket or X-Forwarded-For
 */
export function clientNetwork(entry: string): string {
  if (isIPv4(entry)) return entry;
  const address = parse(entry)?.address ?? UNREADABLE;
  return isIPv6(address) ? prefix64(address) : address;
}

/** The proxies whose X-Forwarded-For is trusted. By default there are none, because any client can send the header. */
export class TrustedProxies {
  private readonly addresses = new BlockList();
  private areThere = false;

  /** @param networks addresses or CIDR networks */
  trust(networks: readonly string[]): void {
    this.areThere ||= networks.length > 0;
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      this.addresses.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
    }
  }

  readonly includes = (entry: string): boolean => {
    if (!this.areThere) return false;
    const address = parse(entry);
    return address !== undefined && this.addresses.check(address);
  };
}

/** `203.0.113.8`, `203.0.113.8:4711`, `2001:db8::1`, `[2001:db8::1]:443`; IPv6 in its canonical form. */
function parse(entry: string): SocketAddress | undefined {
  const [, bracketed, plain] = WITH_PORT.exec(entry) ?? [];
  const written = (isIPv6(entry) ? entry : (bracketed ?? plain ?? '')).replace(/%.*$/, '');
  if (isIPv4(written)) return new SocketAddress({ address: written, family: 'ipv4' });
  if (!isIPv6(written)) return undefined;
  const address = new SocketAddress({ address: written, family: 'ipv6' });
  const [, ipv4] = MAPPED.exec(address.address) ?? [];
  return ipv4 === undefined ? address : new SocketAddress({ address: ipv4, family: 'ipv4' });
}

function prefix64(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = tail.split(':').filter((group) => group !== '');
  const zeros = address.includes('::') ? 8 - before.length - after.length : 0;
  const groups = [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after];
  return groups.slice(0, 4).join(':');
}
