import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { directEgress } from '../egress/testing/direct.js';
import { keySource, type KeySource } from './key-set.js';
import type { KeySetLocation } from '../config/gateway-config.js';

const MAX_BYTES = 256 * 1024;

function sourceOf(location: KeySetLocation): KeySource {
  return keySource(location, directEgress());
}

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** The key set of an issuer with this answer. */
async function readFrom(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return sourceOf({ url: `http://127.0.0.1:${port}/keys` }).read();
}

describe('a key set', () => {
  it('in a file is read unchanged, every second', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    const path = join(folder, 'keys.json');
    await writeFile(path, '{"keys":["ü"]}');
    const source = sourceOf({ path });
    expect(source.refreshMs).toBe(1_000);
    expect(await source.read()).toBe('{"keys":["ü"]}');
    await rm(folder, { recursive: true });
    await expect(source.read()).rejects.toThrow('ENOENT');
  });

  it('of an issuer is requested as JSON, every five minutes', async () => {
    expect(sourceOf({ url: 'http://127.0.0.1:1' }).refreshMs).toBe(300_000);
    let accepted: string | undefined;
    const text = await readFrom((request, response) => {
      accepted = request.headers.accept;
      response.write('{"keys":');
      response.end('["ü"]}');
    });
    expect([accepted, text]).toEqual(['application/json', '{"keys":["ü"]}']);
  });

  it.each([204, 404, 500])('is not accepted with the status %d', async (status) => {
    await expect(readFrom((_request, response) => response.writeHead(status).end())).rejects.toThrow(
      `the issuer answered ${String(status)}`,
    );
  });

  it('is not requested from the address of a redirect', async () => {
    let asked = 0;
    const read = readFrom((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(read).rejects.toThrow();
    expect(asked).toBe(1);
  });

  it('may have up to 256 KiB, and is not read beyond that', async () => {
    const largest = 'x'.repeat(MAX_BYTES);
    expect(await readFrom((_request, response) => response.end(largest))).toBe(largest);
    server?.close();
    await expect(readFrom((_request, response) => response.end(`${largest}x`))).rejects.toThrow(
      'the key set is too large',
    );
  });
});
