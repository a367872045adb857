import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { readConfig } from '../config/read-config.js';
import { sandboxConfig } from '../config/testing/sandbox-config.js';
import { Egress } from '../egress/egress.js';
import { directEgress } from '../egress/testing/direct.js';
import type { EkoCall } from './call.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { EkoProbe } from './eko-probe.js';
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
  function request(path: string, { agent } = transport): Promise<unknown> {
    const deadline = Date.now() + 10_000;
    const url = path.startsWith('/') ? `http://${server.host}${path}` : path;
    return axiosOver(agent)
      .request({ method: 'GET', url, deadline })
      .then(({ status }) => status)
      .catch((error: unknown) => error);
  }

  it('opens as many as configured; more calls wait for one of them', async () => {
    const arrived = [server.next(), server.next(), server.next()];
    const results = ['/a', '/b', '/c'].map((path) => request(path));
    const [first] = await Promise.all(arrived.slice(0, 2));
    expect([server.connections, server.requests.length]).toEqual([2, 2]);
    first?.socket.write(reply(''));
    const third = await arrived[2];
    third?.socket.write(reply(''));
    (await arrived[1])?.socket.write(reply(''));
    expect(await Promise.all(results)).toEqual([200, 200, 200]);
    expect(server.connections).toBe(2);
  });

  it("leaves through the proxy of Eko's address, and directly to the simulator", async () => {
    const { egress } = readConfig({ HTTP_PROXY: `http://${server.host}` }, { names: [] });
    const through = (baseUrl?: string): EkoTransport =>
      new EkoTransport(
        sandboxConfig({ eko: baseUrl === undefined ? {} : { baseUrl } }),
        new Egress({ egress }),
      );
    const [toEko, toSimulator] = [through('http://eko.test/v3'), through()];
    server.answerNext((socket) => socket.end(reply('', 'HTTP/1.1 403 Forbidden')));
    expect(await request('http://eko.test/v3/a', toEko)).toBeInstanceOf(Error);
    server.answerNext((socket) => socket.write(reply('')));
    expect(await request('/b', toSimulator)).toBe(200);
    const lines = server.requests.map(({ text }) => text.slice(0, text.indexOf('\r')));
    expect(lines).toEqual(['CONNECT eko.test:80 HTTP/1.1', 'GET /b HTTP/1.1']);
    await Promise.all([toEko.cancelCalls(), toSimulator.cancelCalls()]);
  });

  it('is destroyed when the process stops: a sent call is lost, a waiting one is never sent', async () => {
    const arrived = [server.next(), server.next()];
    const results = ['/a', '/b', '/c'].map((path) => request(path));
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

describe('the simulator of the gateway', () => {
  const MOBILE = '8000000004';
  const REGISTER: EkoCall = {
    product: 'ppi-levin',
    definition: {
      name: 'register',
      method: 'POST',
      path: '/customer/payment/ppi-levin/sender/{customer_id}',
    },
    mobile: MOBILE,
    agent: '20810200',
    clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
    fields: {
      name: 'Ramesh Kumar',
      dob: '1990-05-15',
      residence_address: ['123 MG Road', 'Bangalore', 'Karnataka', '560001'],
      service_code: 80,
    },
    deadline: 0,
  };

  afterEach(() => {
    Logger.overrideLogger(false);
  });

  it('accepts the credentials of the gateway alone, logs the OTPs it sends, and has the test customers', async () => {
    const logged: unknown[] = [];
    Logger.overrideLogger({
      log: (line) => logged.push(line),
      warn: () => undefined,
      error: () => undefined,
    });
    const config = sandboxConfig({ production: true });
    const endpoint = new EkoEndpoint(config);
    await endpoint.open();
    const probe = new EkoProbe(config, endpoint.url, directEgress());
    const own = config.eko.credentials('ppi-levin');
    for (const credentials of [
      { ...own, developerKey: 'other' },
      { ...own, accessKey: 'other' },
    ])
      expect(await probe.call(REGISTER, credentials)).toMatchObject({ httpStatus: 403 });
    expect(logged).toEqual([]);
    expect(
      await probe.call(
        { ...REGISTER, clientRefId: 'AnotherIdOfThisTestX' },
        { ...own, initiatorId: '9000000000' },
      ),
    ).toMatchObject({
      envelope: { status: 319 },
    });
    expect(await probe.call(REGISTER, own)).toMatchObject({ httpStatus: 200, envelope: { status: 2129 } });
    const [{ otp } = { otp: '' }] = endpoint.outbox() ?? [];
    expect(logged).toEqual([expect.objectContaining({ event: 'otp sent', mobile: MOBILE, otp })]);
    expect(endpoint.testCustomers()?.customers).toContainEqual(
      expect.objectContaining({ mobile: '9900000010' }),
    );
    await probe.close();
    await endpoint.onApplicationShutdown();
  });
});
