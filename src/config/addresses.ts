import { isIP } from 'node:net';
import { decoded } from './variable-kinds.js';

const MAX_BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Whether the text is an IP address, or a network: an address and the length of its prefix. */
export function isNetwork(text: string): boolean {
  const [, address = '', bits = '0'] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const max = MAX_BITS[isIP(address)];
  return max !== undefined && Number(bits) <= max;
}

/** Whether the text is an http or https URL to which a path can be appended. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s?#]{1,500}$/.test(text) && URL.canParse(text);
}

/** Whether the text is a Redis URL with decodable user and password and a numeric database. */
export function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\/[\x21-\x7e]{1,1000}$/.test(text) || !URL.canParse(text)) return false;
  const { hostname, port, username, password, pathname } = new URL(text);
  return (
    hostname !== '' &&
    port !== '0' &&
    /^(\/\d*)?$/.test(pathname) &&
    [username, password].every((part) => decoded(part) !== undefined)
  );
}

/** Whether the text is the URL of an HTTP proxy: no path, and decodable user and password if there are any. */
export function isProxyUrl(text: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]{1,1000}$/.test(text) || !URL.canParse(text)) return false;
  const { pathname, port, username, password } = new URL(text);
  const isPlain = pathname === '/' && port !== '0' && !/[?#]/.test(text);
  return isPlain && [username, password].every((part) => decoded(part) !== undefined);
}

/** Whether the text is host:port, an IPv6 address in brackets. */
export function isHostAndPort(text: string): boolean {
  const [, host = '', port] = /^([\w.-]{1,255}|\[[0-9A-Fa-f.:]{2,45}\]):(\d{1,5})$/.exec(text) ?? [];
  if (host.startsWith('[') && isIP(host.slice(1, -1)) !== 6) return false;
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/** Origins that native shells send for their embedded pages; URL parsers return no origin for these schemes. */
const NATIVE_ORIGIN = /^(capacitor|ionic):\/\/[a-z0-9][a-z0-9.-]{0,252}$/;
const BROWSER_ORIGIN = /^https?:\/\/(\[[0-9a-f:]{2,39}\]|[a-z0-9._-]{1,253})(:\d{1,5})?$/;

/** Whether a browser or native shell can send exactly this text as Origin; any other text would never match. */
export function isOrigin(text: string): boolean {
  if (NATIVE_ORIGIN.test(text)) return true;
  return BROWSER_ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Whether the traffic cannot be read or changed in transit: https, or a loopback address. */
export function isSecure(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url?.username === '' && url.password === '' && (url.protocol === 'https:' || isLoopback(url.hostname))
  );
}

/** Whether a host of a URL or of HOST is a loopback name or address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}
