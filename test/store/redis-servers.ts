import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '../support/until.js';

const HOST = '127.0.0.1';

/** The programs of these tests: REDIS_SERVERS, separated as in PATH, or the redis-server of the machine. */
export const REDIS_PROGRAMS: readonly string[] = (process.env['REDIS_SERVERS'] ?? 'redis-server').split(
  delimiter,
);

export interface HowToStart {
  /** The configuration file of a Sentinel; without it the server is a Redis. */
  readonly sentinel?: string;
  /** One of REDIS_PROGRAMS; by default the first. */
  readonly program?: string;
  /** Added to the environment of the process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A redis-server of one test, on a separate port and in a separate directory, which end with the test. */
export class RedisServer {
  private constructor(
    readonly port: number,
    /** The directory of its files. */
    readonly directory: string,
    private readonly launch: () => ChildProcess,
    private child: ChildProcess,
  ) {}

  /** @param settings as in redis.conf, as a flat list: ['appendonly', 'yes', …] */
  static async start(settings: readonly string[] = [], how: HowToStart = {}): Promise<RedisServer> {
    const [port] = await freePorts(1);
    if (port === undefined) throw new Error('no free port');
    return RedisServer.startAt(port, settings, how);
  }

  static async startAt(
    port: number,
    settings: readonly string[] = [],
    how: HowToStart = {},
  ): Promise<RedisServer> {
    const { sentinel } = how;
    const directory = mkdtempSync(join(tmpdir(), 'redis-server-'));
    const file = join(directory, 'redis.conf');
    writeFileSync(file, sentinel ?? '');
    const given = settings.flatMap((word, at) => (at % 2 === 0 ? [`--${word}`] : [word]));
    const args = [
      file,
      ...(sentinel === undefined ? [] : ['--sentinel']),
      ...['--port', String(port), '--bind', HOST, '--dir', directory],
      ...(sentinel === undefined ? ['--save', '', '--protected-mode', 'no'] : []),
      ...given,
    ];
    const launch = (): ChildProcess => launched(args, how);
    const server = new RedisServer(port, directory, launch, launch());
    await server.ready();
    return server;
  }

  get node(): string {
    return `${HOST}:${this.port}`;
  }

  get url(): string {
    return `redis://${this.node}`;
  }

  /** Sends one command, on a new connection. */
  async ask(...command: [string, ...(string | number)[]]): Promise<unknown> {
    const client = new Redis({
      host: HOST,
      port: this.port,
      lazyConnect: true,
      enableReadyCheck: false,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(...command);
    } finally {
      client.disconnect();
    }
  }

  /** How often a command was executed, and how often it was refused. */
  async countOf(command: string): Promise<{ calls: number; refused: number }> {
    const statistics = String(await this.ask('INFO', 'commandstats'));
    const [, calls, refused] =
      new RegExp(`cmdstat_${command}:calls=(\\d+).*rejected_calls=(\\d+)`).exec(statistics) ?? [];
    return { calls: Number(calls ?? 0), refused: Number(refused ?? 0) };
  }

  /** Its files on disk, dump and log of writes, as bytes in latin1. */
  files(): string[] {
    return readdirSync(this.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
  }

  /** Stops the process by SIGSTOP; it answers nothing until `thaw`. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    await this.kill();
    this.child = this.launch();
    await this.ready();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private ready(): Promise<void> {
    return eventually(`redis-server on port ${this.port}`, async () => (await this.ask('PING')) === 'PONG');
  }
}

/** Three primaries with a replica each. */
export async function startCluster(): Promise<RedisServer[]> {
  const cluster = ['cluster-enabled', 'yes', 'cluster-node-timeout', '1000', 'appendonly', 'yes'];
  const nodes: RedisServer[] = [];
  // A node's bus listens 10,000 above its port.
  for (const port of await freePorts(6, 55_000)) nodes.push(await RedisServer.startAt(port, cluster));
  const create = [
    '--cluster',
    'create',
    ...nodes.map(({ node }) => node),
    '--cluster-replicas',
    '1',
    '--cluster-yes',
  ];
  const child = spawn('redis-cli', create, { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`redis-cli --cluster create ended with ${code}`);
  await Promise.all(
    nodes.map((node) =>
      eventually('the cluster', async () =>
        String(await node.ask('CLUSTER', 'INFO')).includes('cluster_state:ok'),
      ),
    ),
  );
  return nodes;
}

export interface Sentinels {
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  readonly sentinels: readonly RedisServer[];
}

/** One primary named `gateway`, one replica, three Sentinels that fail over after a second. */
export async function startSentinels(): Promise<Sentinels> {
  const primary = await RedisServer.start(['appendonly', 'yes']);
  const replica = await RedisServer.start(['appendonly', 'yes']);
  await replica.ask('REPLICAOF', HOST, primary.port);
  const watching = [
    `sentinel monitor gateway ${HOST} ${primary.port} 2`,
    'sentinel down-after-milliseconds gateway 1000',
    'sentinel failover-timeout gateway 5000',
  ].join('\n');
  const sentinels = await Promise.all([1, 2, 3].map(() => RedisServer.start([], { sentinel: watching })));
  await eventually('the replica', async () =>
    String(await replica.ask('INFO', 'replication')).includes('link_status:up'),
  );
  for (const sentinel of sentinels) {
    await eventually('the Sentinels', async () => {
      const known = String(await sentinel.ask('INFO', 'sentinel'));
      return known.includes('slaves=1,sentinels=3');
    });
  }
  return { primary, replica, sentinels };
}

/** Whether the replica of a primary has all data of the primary. */
export async function isReplicated(primary: RedisServer): Promise<boolean> {
  const info = String(await primary.ask('INFO', 'replication'));
  const [, has] = /^slave0:.*state=online,offset=(\d+)/m.exec(info) ?? [];
  return has !== undefined && info.includes(`master_repl_offset:${has}`);
}

function launched(
  args: readonly string[],
  { program = REDIS_PROGRAMS[0] ?? '', env }: HowToStart,
): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  child.once('error', (cause) => {
    throw new Error(`${program} is needed for these tests; install it`, { cause });
  });
  return child;
}

export async function freePorts(count: number, below = 65_536): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const server = createServer().listen(0, HOST);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    if (port < below && !found.includes(port)) found.push(port);
  }
  return found;
}
