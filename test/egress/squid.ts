import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/until.js';
import { freePort } from './free-port.js';

const USER = 'gateway';
/** With characters that a URL must escape. */
const PASSWORD = 'p@ss/word:1';

/** How squid decides; squid.conf lines. */
export const RULES = {
  allowAll: 'http_access allow all',
  denyAll: 'http_access deny all',
  askForPassword: 'acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all',
} as const;

/** A real squid at a port that stays the same over its restarts; every name of bank.test is this machine to it. */
export class Squid {
  private readonly directory = mkdtempSync(join(tmpdir(), 'squid-'));
  private child: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(names: readonly string[], rules: string): Promise<Squid> {
    const squid = new Squid(await freePort());
    // squid gives up the rights of root.
    chmodSync(squid.directory, 0o777);
    const hash = execFileSync('openssl', ['passwd', '-apr1', PASSWORD], { encoding: 'utf8' }).trim();
    squid.write('passwords', `${USER}:${hash}\n`);
    squid.write('hosts', names.map((name) => `127.0.0.1 ${name}\n`).join(''));
    await squid.run(rules);
    return squid;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** With the right user and password, or another password. */
  urlWith(password = PASSWORD): string {
    return `http://${USER}:${encodeURIComponent(password)}@${this.address}`;
  }

  /** The requests that it finished: `result/status method destination user`. */
  get log(): readonly string[] {
    const file = join(this.directory, 'access.log');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.filter((line) => line !== '');
  }

  /** Starts it, instead of the running one, with other rules. */
  async run(rules: string): Promise<void> {
    await this.kill();
    this.write(
      'squid.conf',
      `http_port ${this.address}
visible_hostname proxy.bank.test
pid_filename none
cache deny all
cache_mem 1 MB
memory_cache_shared off
shutdown_lifetime 0 seconds
dns_nameservers 127.0.0.1
hosts_file ${this.directory}/hosts
coredump_dir ${this.directory}
cache_log ${this.directory}/cache.log
logformat short %Ss/%03>Hs %rm %ru %un
access_log stdio:${this.directory}/access.log short
buffered_logs off
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${this.directory}/passwords
auth_param basic children 1
${rules}
`,
    );
    this.child = spawn('squid', ['-N', '-n', `test${this.port}`, '-f', join(this.directory, 'squid.conf')], {
      stdio: 'ignore',
    });
    await eventually('squid to listen', async () => {
      const socket = connect(this.port, '127.0.0.1');
      await once(socket, 'connect');
      return socket.destroy().destroyed;
    });
  }

  /** Kills it with SIGKILL. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true });
  }

  private write(name: string, text: string): void {
    const file = join(this.directory, name);
    writeFileSync(file, text);
    chmodSync(file, 0o644);
  }
}
