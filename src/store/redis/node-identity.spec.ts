import type { PeerCertificate } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { identityOfNodes } from './node-identity.js';

/** The part of a certificate that names its hosts. */
const naming = (subjectaltname: string): PeerCertificate =>
  ({ subjectaltname, subject: {} }) as PeerCertificate;

const OF_CLUSTER = naming('DNS:redis.bank.test, DNS:*.nodes.bank.test');
const REFUSED = { code: 'ERR_TLS_CERT_ALTNAME_INVALID' };

describe('the certificate of a cluster node is accepted', () => {
  const identity = identityOfNodes(['10.0.0.1', 'other.bank.test', 'redis.bank.test']);

  it.each(['redis.bank.test', 'a.nodes.bank.test'])('when it contains the host name, %s', (host) => {
    expect(identity(host, OF_CLUSTER)).toBeUndefined();
  });

  it.each(['10.0.0.9', 'fd00::9'])('at the address %s when it contains a configured name', (address) => {
    expect(identity(address, OF_CLUSTER)).toBeUndefined();
  });

  it('at an address that it contains', () => {
    expect(identity('10.0.0.9', naming('IP Address:10.0.0.9'))).toBeUndefined();
  });
});

describe('the certificate of a cluster node is refused', () => {
  it('at another host name, although it contains a configured one', () => {
    expect(identityOfNodes(['redis.bank.test'])('evil.test', OF_CLUSTER)).toMatchObject(REFUSED);
  });

  it('at an address when it contains none of the configured names', () => {
    for (const names of [[], ['another.bank.test'], ['another.bank.test', '10.0.0.1']])
      expect(identityOfNodes(names)('10.0.0.9', OF_CLUSTER)).toMatchObject(REFUSED);
  });

  it('at an address when it contains another address, also a configured one', () => {
    const identity = identityOfNodes(['10.0.0.1', 'fd00::1']);
    expect(identity('10.0.0.9', naming('IP Address:10.0.0.1'))).toMatchObject(REFUSED);
  });
});
