import { BlockList, isIP } from 'node:net';
import { isNetwork } from './addresses.js';

const NAME = /^\*?\.?[A-Za-z0-9_](?:[\w.-]{0,252}[A-Za-z0-9_])?\.?$/;

/** Whether the text is an item of NO_PROXY: a name, *.name, an IP address, a CIDR network or *, with an optional port. */
export function isExclusion(text: string): boolean {
  const { host, port } = partsOf(text);
  if (port !== undefined && !(port >= 1 && port <= 65_535)) return false;
  return host === '*' || isNetwork(host) || (NAME.test(host) && !/^[\d.]+$/.test(host));
}

/**
 * Whether NO_PROXY excludes this destination. As in curl, a name includes its subdomains, with or without a leading
 * dot; `*.name` is only the subdomains. Names are not resolved: networks match only destinations that are addresses.
 */
export function isExcluded({ hostname, port, protocol }: URL, exclusions: readonly string[]): boolean {
  const host = hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  const destinationPort = Number(port) || (protocol === 'https:' ? 443 : 80);
  return exclusions.some((text) => {
    const exclusion = partsOf(text);
    return (exclusion.port ?? destinationPort) === destinationPort && matches(host, exclusion.host);
  });
}

function matches(host: string, excluded: string): boolean {
  if (excluded === '*') return true;
  if (isNetwork(excluded)) return isIP(host) !== 0 && contains(excluded, host);
  const name = excluded
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return host.endsWith(`.${name}`) || (host === name && !excluded.startsWith('*'));
}

function contains(network: string, host: string): boolean {
  const [address = '', bits] = network.split('/');
  const list = new BlockList();
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** The host without the brackets of an IPv6 address, and the port if there is one. */
function partsOf(text: string): { readonly host: string; readonly port?: number } {
  const [, bracketed, bracketedPort] = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  if (bracketed !== undefined)
    return { host: bracketed, ...(bracketedPort !== undefined && { port: Number(bracketedPort) }) };
  const [, host, port] = /^([^:]*):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? { host: text } : { host, port: Number(port) };
}
