import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandboxConfig } from '../config/testing/sandbox-config.js';
import { directEgress } from '../egress/testing/direct.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { RawServer, reply } from './testing/raw-server.js';
import { axiosOver, EkoTransport } from './undici-adapter.js';

describe('the pool of connections to Eko', () => {
  let server: RawServer;
  let transport: EkoTransport;

  beforeEach(async () => {
    server = await RawServer.start();
    const eko = { maxConnections: 2, connectTimeoutMs: 1_000 };
    transport = new EkoTransport(sandboxConfig({ eko }), directEgress());
  });

  afterEach(async () => {
    await transport.cancelCalls();
    await server.stop();
  });

  /** The result of a request. */
  function request(path: string): Promise<unknown> {
    const deadline = Date.now() + 10_000;
    return axiosOver(transport.agent)
      .request({ method: 'GET', url: `http://${server.host}${path}`, deadline })
      .then(({ status }) => status)
      .catch((error: unknown) => error);
  }

  it('opens as many as configured; more calls wait for one of them', async () => {
    const arrived = [server.next(), server.next(), server.next()];
    const results = ['/a', '/b', '/c'].map(request);
    const [first] = await Promise.all(arrived.slice(0, 2));
    expect([server.connections, server.requests.length]).toEqual([2, 2]);
    first?.socket.write(reply(''));
    const third = await arrived[2];
    third?.socket.write(reply(''));
    (await arrived[1])?.socket.write(reply(''));
    expect(await Promise.all(results)).toEqual([200, 200, 200]);
    expect(server.connections).toBe(2);
  });

  it('is destroyed when the process stops: a sent call is lost, a waiting one is never sent', async () => {
    const arrived = [server.next(), server.next()];
    const results = ['/a', '/b', '/c'].map(request);
    await Promise.all(arrived);
    await transport.onApplicationShutdown();
    const reason = 'und_err_destroyed';
    expect(await Promise.all(results)).toMatchObject([true, true, false].map((sent) => ({ reason, sent })));
    expect(server.requests).toHaveLength(2);
  });
});

describe('the address of Eko', () => {
  it('is the configured one, and no simulator runs', async () => {
    const endpoint = new EkoEndpoint(sandboxConfig({ eko: { baseUrl: 'https://eko.test/v3' } }));
    await endpoint.open();
    expect(endpoint.url).toBe('https://eko.test/v3');
    const ofSimulator = [endpoint.outbox(), endpoint.calls(), endpoint.rdService(), endpoint.testCustomers()];
    expect(ofSimulator).toEqual([undefined, undefined, undefined, undefined]);
    await expect(endpoint.onApplicationShutdown()).resolves.toBeUndefined();
  });

  it('is that of the simulator when none is configured, until the process stops', async () => {
    // In production it has no simulated fingerprint device, which would listen at fixed ports.
    const endpoint = new EkoEndpoint(sandboxConfig({ production: true }));
    await endpoint.open();
    expect([endpoint.outbox(), endpoint.calls(), endpoint.rdService()]).toEqual([[], [], undefined]);
    await expect(fetch(endpoint.url)).resolves.toMatchObject({ status: 404 });
    await endpoint.onApplicationShutdown();
    await expect(fetch(endpoint.url)).rejects.toThrow();
  });
});
