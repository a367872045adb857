import { describe, expect, it } from '@jest/globals';
import type { EnvironmentText } from './environment.js';
import type { GatewayConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';
import { faultsOf } from './testing/refusal.js';

const PROXY = 'http://proxy.bank.test:3128';
const EKO = 'https://api.eko.in/ekoicici/v3';

function configOf(variables: EnvironmentText, file = ''): GatewayConfig {
  return readConfig(variables, { names: [] }, () => file);
}

function proxyOf(variables: EnvironmentText, destination = EKO): string | undefined {
  return configOf(variables).egress.proxyOf(destination)?.address;
}

describe('a proxy', () => {
  it('is used for the scheme that its variable names, and for nothing by default', () => {
    const both = { HTTPS_PROXY: PROXY, HTTP_PROXY: 'https://other.bank.test' };
    expect(proxyOf(both)).toBe('proxy.bank.test:3128');
    expect(proxyOf(both, 'http://collector.bank.test:4318')).toBe('other.bank.test:443');
    expect(proxyOf({ HTTP_PROXY: 'http://proxy.bank.test' }, 'http://collector')).toBe('proxy.bank.test:80');
    expect(proxyOf({ HTTP_PROXY: PROXY })).toBeUndefined();
    expect(proxyOf({})).toBeUndefined();
  });

  it('for http alone is a warning', () => {
    expect(configOf({ HTTP_PROXY: PROXY }).warnings).toEqual([
      'HTTP_PROXY is only for http addresses: Eko and other https addresses are reached directly unless HTTPS_PROXY is set',
    ]);
    expect(configOf({ HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY }).warnings).toEqual([]);
  });

  it('may be in lower case, which is read first', () => {
    expect(proxyOf({ https_proxy: PROXY })).toBe('proxy.bank.test:3128');
    expect(proxyOf({ https_proxy: PROXY, HTTPS_PROXY: 'http://other:1' })).toBe('proxy.bank.test:3128');
    expect(proxyOf({ https_proxy: ' ', HTTPS_PROXY: PROXY })).toBe('proxy.bank.test:3128');
    expect(proxyOf({ HTTPS_PROXY: PROXY, no_proxy: '*', NO_PROXY: 'other' })).toBeUndefined();
  });

  it('may be in a file, and its address shows no password', () => {
    const config = configOf({ HTTPS_PROXY_FILE: 'proxy' }, 'http://user:p%40ss@proxy.bank.test:3128\n');
    expect(config.egress.proxyOf(EKO)).toEqual({
      url: 'http://user:p%40ss@proxy.bank.test:3128',
      address: 'proxy.bank.test:3128',
    });
    expect(JSON.stringify(config)).not.toContain('p%40ss');
  });

  it.each([
    'proxy.bank.test:3128',
    'socks5://proxy.bank.test:1080',
    'http://proxy.bank.test:3128/path',
    'http://proxy.bank.test:3128/?query',
    'http://proxy.bank.test:3128/#part',
    'http://proxy.bank.test:0',
    'http://user:%zz@proxy.bank.test:3128',
    'http://:3128',
    'http://proxy bank:3128',
  ])('cannot be %s', (HTTPS_PROXY) => {
    expect(faultsOf(() => configOf({ HTTPS_PROXY }))).toEqual([
      'HTTPS_PROXY must be the URL of a proxy, http://host:port or https://host:port, without a path',
    ]);
  });

  it.each(['http://127.0.0.1:9', 'http://localhost:9', 'https://localhost', 'http://[::1]:9'])(
    'is not used for the loopback address %s',
    (destination) => {
      expect(proxyOf({ HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY }, destination)).toBeUndefined();
    },
  );
});

describe('NO_PROXY', () => {
  it.each<[string, string]>([
    ['*', EKO],
    ['other.test, api.eko.in', EKO],
    ['eko.in', EKO],
    ['.eko.in', EKO],
    ['*.eko.in', EKO],
    ['API.EKO.IN.', EKO],
    ['.api.eko.in', EKO],
    ['api.eko.in:443', EKO],
    ['*:443', EKO],
    ['10.1.2.3', 'https://10.1.2.3/keys'],
    ['10.0.0.0/8', 'https://10.1.2.3/keys'],
    ['10.0.0.0/8:8443', 'https://10.1.2.3:8443/keys'],
    ['fd00::/8', 'https://[fd00::1]/keys'],
    ['fd00::1', 'https://[fd00:0:0::1]/keys'],
    ['[fd00::1]:8443', 'https://[fd00::1]:8443/keys'],
    ['service', 'https://service/keys'],
    ['my_service', 'https://my_service/keys'],
  ])('%s excludes %s', (NO_PROXY, destination) => {
    expect(proxyOf({ HTTPS_PROXY: PROXY, NO_PROXY }, destination)).toBeUndefined();
  });

  it.each<[string, string]>([
    ['', EKO],
    ['ko.in', EKO],
    ['other.eko.in', EKO],
    ['*.api.eko.in', EKO],
    ['api.eko.in:8443', EKO],
    ['*:80', EKO],
    ['10.0.0.0/8', 'https://11.1.2.3/keys'],
    ['10.0.0.0/8', EKO],
    ['10.1.2.3:8443', 'https://10.1.2.3/keys'],
    ['fd00::/8', 'https://[fe80::1]/keys'],
    ['fd00::/8', 'https://10.1.2.3/keys'],
  ])('%s does not exclude %s', (NO_PROXY, destination) => {
    expect(proxyOf({ HTTPS_PROXY: PROXY, NO_PROXY }, destination)).toBe('proxy.bank.test:3128');
  });

  it.each([
    'https://api.eko.in',
    'api.*.in',
    '10.0.0.0/33',
    '10.0.0.999',
    'host:0',
    'host:99999',
    'a b',
    '[fd00::1',
  ])('cannot contain %s', (NO_PROXY) => {
    expect(faultsOf(() => configOf({ NO_PROXY: `localhost,${NO_PROXY}` }))).toEqual([
      'NO_PROXY must be names, *.names, IP addresses, CIDR networks or *, each with an optional :port, separated by commas',
    ]);
  });
});
