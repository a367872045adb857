import { eventually } from '../support/until.js';
import { freePorts, RedisServer } from './redis-servers.js';

const SLOTS = 16_384;
/** The distance between the port of a node's bus and the port that it announces. */
const BUS = 10_000;

export interface Primary {
  readonly server: RedisServer;
  /** The address for clients: with TLS it has another port than the server. */
  readonly port: number;
}

interface Announcement {
  /** The number of primaries, three unless given. */
  readonly count?: number;
  /** The IP address of the nodes for each other and, unless they announce a name, for clients. */
  readonly ip: string;
  /** The name that nodes announce to clients instead of the IP address. */
  readonly name?: string;
  /** Settings for TLS, as in redis.conf; each node then has a TLS port. */
  readonly tls?: readonly string[];
  /** Other settings, as in redis.conf. */
  readonly settings?: readonly string[];
}

/** A cluster of primaries that share the slots; needs Redis 7. */
export async function startPrimaries({
  count = 3,
  ip,
  name,
  tls,
  settings = [],
}: Announcement): Promise<readonly Primary[]> {
  const shared = [
    ...['cluster-enabled', 'yes', 'appendonly', 'yes', 'cluster-announce-ip', ip],
    ...(ip === '127.0.0.1' ? [] : ['bind', `127.0.0.1 ${ip}`]),
    ...(name === undefined ? [] : ['cluster-announce-hostname', name]),
    ...(name === undefined ? [] : ['cluster-preferred-endpoint-type', 'hostname']),
    ...settings,
  ];
  const primaries: Primary[] = [];
  for (const port of await freePorts(count, 65_536 - BUS)) {
    const encrypted = tls && ['tls-port', String(port), 'tls-cluster', 'yes', ...tls];
    const server = encrypted
      ? await RedisServer.start([...shared, ...encrypted])
      : await RedisServer.startAt(port, shared);
    primaries.push({ server, port });
  }
  for (const [at, { server, port }] of primaries.entries()) {
    const first = Math.floor((at * SLOTS) / count);
    const next = Math.floor(((at + 1) * SLOTS) / count);
    await server.ask('CLUSTER', 'ADDSLOTSRANGE', first, next - 1);
    await server.ask('CLUSTER', 'SET-CONFIG-EPOCH', at + 1);
    if (at > 0) await primaries[0]?.server.ask('CLUSTER', 'MEET', ip, port, port + BUS);
  }
  await announced(primaries, name ?? ip);
  return primaries;
}

/** Resolves once the cluster is up and every node announces that host for all nodes. */
export async function announced(primaries: readonly Primary[], host: string): Promise<void> {
  for (const { server } of primaries) {
    await eventually(`a cluster that announces ${host}`, async () => {
      const slots = (await server.ask('CLUSTER', 'SLOTS')) as [number, number, [string]][];
      const hosts = slots.map(([, , [one]]) => one);
      const state = String(await server.ask('CLUSTER', 'INFO'));
      return (
        hosts.length === primaries.length &&
        hosts.every((one) => one === host) &&
        state.includes('cluster_state:ok')
      );
    });
  }
}
