// Loaded into a gateway by NODE_OPTIONS: while the file NO_NAMES_FILE exists, localhost has no address.
import dns from 'node:dns';
import { existsSync } from 'node:fs';

const { lookup } = dns;
dns.lookup = (host, options, callback) => {
  if (host !== 'localhost' || !existsSync(process.env.NO_NAMES_FILE ?? ''))
    return lookup(host, options, callback);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  process.nextTick(typeof options === 'function' ? options : callback, error);
};
