import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';

/**
 * Checks the certificate of a cluster node: it must contain the host by which the node is reached or, where the cluster
 * announces an IP address, one of the names that the operator configured. Certificates of managed clusters contain
 * names only.
 */
export function identityOfNodes(
  names: readonly string[],
): NonNullable<ConnectionOptions['checkServerIdentity']> {
  const hosts = names.filter((name) => isIP(name) === 0);
  return (host, certificate) => {
    const known =
      isIP(host) > 0 && hosts.some((name) => checkServerIdentity(name, certificate) === undefined);
    return known ? undefined : checkServerIdentity(host, certificate);
  };
}
