import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { diagnose } from '../support/doctor.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { eventually } from '../support/until.js';
import { Authority, type Identity } from './certificates.js';

const WEEK_MS = 7 * 86_400_000;
const OPEN = { AUTH_MODE: 'disabled' };

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A real nginx as the egress proxy in front of `upstream`. */
class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
  ) {}

  static async start(upstream: string, setting: string): Promise<Nginx> {
    const directory = mkdtempSync(join(tmpdir(), 'nginx-'));
    const port = await freePort();
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${directory}/${name};`)
      .join(' ');
    writeFileSync(
      join(directory, 'nginx.conf'),
      `daemon off; master_process off; pid ${directory}/pid; error_log stderr;
events {}
http { access_log off; ${temporary} ${setting}
  server { listen 127.0.0.1:${port}; location / { proxy_pass ${new URL(upstream).origin}; } } }`,
    );
    const child = spawn('nginx', ['-c', join(directory, 'nginx.conf'), '-p', directory], { stdio: 'ignore' });
    const nginx = new Nginx(child, directory, port);
    await eventually('nginx to listen', async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket.destroy().destroyed;
    });
    return nginx;
  }

  async stop(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
    rmSync(this.directory, { recursive: true });
  }
}

describe('through an egress proxy, the doctor', () => {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await SandboxProcess.start();
  });
  afterAll(() => sandbox.stop());

  test.each<[string, string, (complaints: readonly string[]) => void]>([
    [
      'reports that nginx drops developer_key by default',
      '',
      (complaints) => {
        expect(complaints).toHaveLength(4);
        for (const complaint of complaints)
          expect(complaint).toMatch(/drops developer_key\. nginx needs underscores_in_headers on;/);
      },
    ],
    [
      'reports no fault of a proxy that forwards it',
      'underscores_in_headers on;',
      (complaints) => {
        expect(complaints).toEqual([]);
      },
    ],
  ])('%s', async (_what, setting, expected) => {
    const nginx = await Nginx.start(sandbox.settings['EKO_BASE_URL'] ?? '', setting);
    try {
      const EKO_BASE_URL = `http://127.0.0.1:${nginx.port}/ekoapi/v3`;
      expected((await diagnose({ ...OPEN, EKO_BASE_URL })).complaints);
    } finally {
      await nginx.stop();
    }
  });
});

describe('of a certificate the doctor reports', () => {
  let trusted: Authority;
  let untrusted: Authority;
  beforeAll(() => {
    trusted = new Authority();
    untrusted = new Authority();
  });
  afterAll(() => {
    trusted.remove();
    untrusted.remove();
  });

  async function complaintsOf(identity: Identity): Promise<readonly string[]> {
    const server: Server = createServer(identity, (_request, response) => response.writeHead(204).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const EKO_BASE_URL = `https://localhost:${port}`;
      const { complaints } = await diagnose({ ...OPEN, EKO_BASE_URL, NODE_EXTRA_CA_CERTS: trusted.file });
      return complaints.filter((complaint) => complaint.startsWith('eko address'));
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  test('no fault if it is valid', async () => {
    expect(await complaintsOf(trusted.issue('localhost'))).toEqual([]);
  });

  test.each<[string, () => Identity, string]>([
    ['is of an unknown authority', () => untrusted.issue('localhost'), 'unable_to_verify_leaf_signature'],
    ['has expired', () => trusted.issue('localhost', Date.now() - WEEK_MS), 'cert_has_expired'],
    ['is of another name', () => trusted.issue('eko.example'), 'err_tls_cert_altname_invalid'],
  ])('that it %s', async (_what, identity, code) => {
    expect(await complaintsOf(identity())).toEqual([
      expect.stringMatching(
        new RegExp(`^eko address: The certificate of localhost:\\d+ is not trusted \\(${code}\\)`),
      ),
    ]);
  });
});
