import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startRdService, type RdService } from './rd-service.js';

const WADH = 'E0jzJ/P8UopUHAieZn8CKqS4WPMi5ZSYXgfnlfkWjrc=';
/** As docs/building-the-app.md has it. */
const OPTIONS = `<PidOptions ver="1.0">
  <Opts fCount="1" fType="2" iCount="0" pCount="0" format="0" pidVer="2.0" timeout="15000" posh="UNKNOWN" env="P"
    wadh="${WADH}" />
</PidOptions>`;

let service: RdService;
beforeEach(async () => {
  service = await startRdService([0]);
});
afterEach(() => service.close());

/** Sends these parts, a moment apart, and resolves with everything that the service answers before it closes. */
async function exchange(parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(service.port ?? 0, '127.0.0.1').setNoDelay();
  const answer: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => answer.push(chunk)).on('error', () => undefined);
  const closed = once(socket, 'close');
  for (const part of parts) {
    if (socket.destroyed) break;
    socket.write(part);
    await wait(1);
  }
  await closed;
  return Buffer.concat(answer).toString('utf8');
}

function request(method: string, path: string, body = '', headers = ''): string {
  const length = Buffer.byteLength(body);
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n${headers}\r\n${body}`;
}

async function capture(options = OPTIONS): Promise<string> {
  return (await exchange([request('CAPTURE', '/rd/capture', options)])).split('\r\n\r\n')[1] ?? '';
}

function attribute(name: string, xml: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(xml)?.[1];
}

describe('an RD service is found and used by methods that HTTP does not have:', () => {
  it('RDSERVICE shows its status and paths', async () => {
    const answer = await exchange([request('RDSERVICE', '/')]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('<RDService status="READY"');
    expect(answer).toContain('<Interface id="CAPTURE" path="/rd/capture" />');
  });

  it('DEVICEINFO names the device', async () => {
    expect(await exchange([request('DEVICEINFO', '/rd/info')])).toContain('<DeviceInfo dpId="SANDBOX.');
  });

  it('CAPTURE gives a fingerprint, another one each time', async () => {
    const [first, second] = [await capture(), await capture()];
    expect(attribute('errCode', first)).toBe('0');
    expect(Number(attribute('qScore', first))).toBeGreaterThan(60);
    expect(second).not.toBe(first);
  });

  it('a request that arrives byte by byte is read like any other', async () => {
    const bytes = [...Buffer.from(request('CAPTURE', '/rd/capture', OPTIONS))].map((byte) => Buffer.of(byte));
    expect(await exchange(bytes)).toContain('errCode="0"');
  });

  it('no other method does anything, nor a path that it did not name', async () => {
    for (const [method, path] of [
      ['POST', '/rd/capture'],
      ['GET', '/'],
      ['CAPTURE', '/capture'],
    ] as const)
      expect(await exchange([request(method, path, OPTIONS)])).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('what cannot be a request is refused:', () => {
  it.each([
    ['a method of 17 bytes', ['A'.repeat(17)]],
    ['a method that does not exist', ['BREW / HTTP/1.1\r\n\r\n']],
    ['a binary greeting', [Buffer.from([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3, 0, 0, 0, 0, 0, 0, 0])]],
    ['headers of 9 KiB', [request('RDSERVICE', '/', '', `X: ${'x'.repeat(9 * 1024)}\r\n`)]],
  ])('%s', async (_name, parts) => {
    expect(await exchange(parts)).toMatch(/^(HTTP\/1\.1 4[0-9]{2} |$)/);
  });

  it('a body larger than any PidOptions', async () => {
    expect(await exchange([request('CAPTURE', '/rd/capture', 'x'.repeat(5 * 1024))])).toMatch(
      /^HTTP\/1\.1 413 /,
    );
  });

  it('a client that closes before its method is complete does no harm', async () => {
    const socket = connect(service.port ?? 0, '127.0.0.1');
    socket.end('CAPT');
    await once(socket.resume(), 'close');
    expect(await exchange([request('RDSERVICE', '/')])).toContain('READY');
  });
});

describe('a preflight of a browser', () => {
  const asking = (headers: string): Promise<string> =>
    exchange([
      request(
        'OPTIONS',
        '/rd/capture',
        '',
        `Origin: http://x\r\nAccess-Control-Request-Method: CAPTURE\r\n${headers}`,
      ),
    ]);

  it('is granted for any page', async () => {
    const answer = await asking('');
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    expect(answer).toContain('access-control-allow-origin: *\r\n');
    expect(answer).toContain('access-control-allow-methods: RDSERVICE, DEVICEINFO, CAPTURE\r\n');
    expect(answer).not.toContain('private-network');
  });

  it('that asks for the private network is granted it', async () => {
    expect(await asking('Access-Control-Request-Private-Network: true\r\n')).toContain(
      'access-control-allow-private-network: true\r\n',
    );
  });
});

describe('PidOptions that a registered device refuses get its code:', () => {
  it.each([
    ['no XML', 'wadh', '100'],
    ['no Opts', '<PidOptions ver="1.0"/>', '100'],
    ['a document type', `<!DOCTYPE PidOptions>${OPTIONS}`, '100'],
    ['an unknown environment', OPTIONS.replace('env="P"', 'env="X"'), '100'],
    ['an unknown fType', OPTIONS.replace('fType="2"', 'fType="7"'), '110'],
    ['no finger', OPTIONS.replace('fCount="1"', 'fCount="0"'), '120'],
    ['another version', OPTIONS.replace('"2.0"', '"1.0"'), '150'],
    ['no time', OPTIONS.replace('"15000"', '"0"'), '160'],
    ['an unknown position', OPTIONS.replace('UNKNOWN', 'NOSE'), '170'],
    ['another format', OPTIONS.replace('format="0"', 'format="1"'), '190'],
  ])('%s', async (_name, options, code) => {
    expect(attribute('errCode', await capture(options))).toBe(code);
  });
});

describe('it behaves as it is set to:', () => {
  it.each([
    ['LOW_QUALITY', 'READY', '0'],
    ['TIMED_OUT', 'READY', '700'],
    ['IN_USE', 'USED', '710'],
    ['NOT_READY', 'NOTREADY', '720'],
    ['CAPTURE_FAILED', 'READY', '730'],
    ['NOT_INITIALIZED', 'READY', '740'],
  ] as const)('%s', async (behaviour, status, code) => {
    await service.behaveAs(behaviour);
    expect(attribute('status', await exchange([request('RDSERVICE', '/')]))).toBe(status);
    expect(attribute('errCode', await capture(OPTIONS.replace('15000', '100')))).toBe(code);
  });

  it('ABSENT closes the port until it behaves otherwise', async () => {
    const { port } = service;
    await service.behaveAs('ABSENT');
    expect(service.port).toBeNull();
    const refused = connect(port ?? 0, '127.0.0.1');
    await expect(once(refused, 'connect')).rejects.toThrow('ECONNREFUSED');

    await service.behaveAs('READY');
    expect(await exchange([request('RDSERVICE', '/')])).toContain('READY');
  });
});

describe('a port in use', () => {
  it('is passed over, and without a free one the service listens nowhere', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const [next, none] = [await startRdService([port, 0]), await startRdService([port])];

    expect(next.port).not.toBe(port);
    expect(none.port).toBeNull();

    await Promise.all([next.close(), none.close()]);
    other.close();
  });
});

it('a capture that runs while the service closes ends', async () => {
  const captured = capture();
  await wait(50);
  await service.close();
  expect(await captured).toBe('');
});
