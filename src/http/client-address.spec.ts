import { describe, expect, it } from '@jest/globals';
import { clientNetwork, TrustedProxies } from './client-address.js';

describe('the network of a client', () => {
  it.each([
    ['203.0.113.8', '203.0.113.8'],
    ['203.0.113.8:4711', '203.0.113.8'],
    ['::ffff:203.0.113.8', '203.0.113.8'],
    ['::FFFF:cb00:7108', '203.0.113.8'],
    ['[::ffff:203.0.113.8]:443', '203.0.113.8'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0DB8:0:0:ffff::2', '2001:db8:0:0'],
    ['[2001:db8::1]', '2001:db8:0:0'],
    ['[2001:db8::1]:443', '2001:db8:0:0'],
    ['2001:db8:0:1::1', '2001:db8:0:1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['unknown', 'unreadable'],
    ['_hidden:80', 'unreadable'],
    ['', 'unreadable'],
    [`203.0.113.8${'0'.repeat(5_000)}`, 'unreadable'],
  ])('at %s is %s', (entry, network) => {
    expect(clientNetwork(entry)).toBe(network);
  });
});

describe('a trusted proxy', () => {
  const proxies = new TrustedProxies();
  proxies.trust(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1']);

  it.each([
    '10.1.2.3',
    '10.1.2.3:4711',
    '::ffff:10.1.2.3',
    '192.0.2.1',
    '2001:db8:ffff::1',
    '[2001:db8::1]:443',
  ])('is one in the list: %s', (entry) => {
    expect(proxies.includes(entry)).toBe(true);
  });

  it.each(['11.1.2.3', '192.0.2.2', '2001:db9::1', '::ffff:11.1.2.3', 'unknown', '10.1.2', '10.1.2.3.4', ''])(
    'is not any other address: %s',
    (entry) => {
      expect(proxies.includes(entry)).toBe(false);
    },
  );
});
