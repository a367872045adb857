import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A haproxy in front of servers at fixed ports, with health checks as in a usual deployment. */
export class Haproxy {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly url: string,
    private readonly socket: string,
  ) {}

  /** @param ports of the gateways on 127.0.0.1; haproxy listens on `port` */
  static async start(port: number, ports: readonly number[]): Promise<Haproxy> {
    const directory = mkdtempSync(join(tmpdir(), 'haproxy-'));
    const socket = join(directory, 'admin.sock');
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, configuration(port, ports, socket));
    const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
    const haproxy = new Haproxy(child, directory, `http://127.0.0.1:${port}`, socket);
    await once(child, 'spawn');
    await haproxy.until(ports.length, 'UP');
    return haproxy;
  }

  /** Resolves once a number of servers are in a state. */
  async until(count: number, state: 'UP' | 'DOWN'): Promise<void> {
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`haproxy exited with ${this.child.exitCode}`);
      const states = await this.states();
      if (states.filter((one) => one === state).length === count) return;
      await wait(50);
    }
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
    rmSync(this.directory, { recursive: true });
  }

  private async states(): Promise<string[]> {
    const text = await this.ask('show stat').catch(() => '');
    return text
      .split('\n')
      .map((line) => line.split(','))
      .filter(([backend, server]) => backend === 'gateways' && server?.startsWith('gateway'))
      .map((columns) => columns[17] ?? '');
  }

  private async ask(command: string): Promise<string> {
    const socket = connect(this.socket);
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString()));
    socket.end(`${command}\n`);
    await once(socket, 'close');
    return text;
  }
}

/** A request whose connection is refused goes to another server; a sent request is never repeated. */
function configuration(port: number, ports: readonly number[], socket: string): string {
  const servers = ports.map((one, index) => `  server gateway${index} 127.0.0.1:${one} check`);
  return `global
  stats socket ${socket} mode 600
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  timeout check 5s
  retries 3
  option redispatch
  option forwardfor
  retry-on conn-failure
frontend api
  bind 127.0.0.1:${port}
  default_backend gateways
backend gateways
  balance roundrobin
  option httpchk GET /health/ready
  default-server inter 200ms fall 2 rise 2
${servers.join('\n')}
`;
}
