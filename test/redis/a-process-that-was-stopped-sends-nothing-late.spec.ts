import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { Authority } from '../resilience/certificates.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { RedisServer } from '../store/redis-servers.js';
import { onboardingOf, verdictOf } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { until } from '../support/until.js';

const PRODUCT = 'ppi-levin';
const HOST = 'localhost';
const TIMEOUT_MS = 1500;

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A proxy to the upstream that can delay answers, such as the server's part of a TLS handshake. */
class DelayingProxy {
  holds = false;
  /** Bytes that the client has sent since answers are delayed. */
  waiting = 0;
  private readonly held: (() => void)[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(readonly port: number) {}

  static async to(port: number): Promise<DelayingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const way = new DelayingProxy((server.address() as AddressInfo).port);
    server.on('connection', (caller: Socket) => {
      way.join(caller, connect(port, '127.0.0.1'));
    });
    stops.push(() => {
      way.breakConnections();
      server.close();
    });
    return way;
  }

  /** Closes the connections, so that the next call connects again. */
  breakConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  release(): void {
    this.holds = false;
    for (const write of this.held.splice(0)) write();
  }

  private join(caller: Socket, upstream: Socket): void {
    for (const [socket, other] of [
      [caller, upstream],
      [upstream, caller],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    caller.on('data', (bytes: Buffer) => {
      if (this.holds) this.waiting += bytes.length;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (this.holds) this.held.push(() => caller.write(bytes));
      else caller.write(bytes);
    });
  }
}

test('a stopped process does not send a call after its deadline, and another replica has reconciled the step', async () => {
  const redis = await RedisServer.start();
  stops.push(() => redis.stop());
  const authority = new Authority();
  stops.push(() => {
    authority.remove();
  });
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  await upstream.stop();
  upstream.identity = authority.issue(HOST);
  await upstream.listen();
  upstream.behaviour = {
    onRequest: (socket, { method }) => {
      socket.write(http(200, method === 'GET' ? NOT_REGISTERED : MOBILE_OTP_SENT));
    },
  };
  const direct = upstream.settings('https', HOST);
  const way = await DelayingProxy.to(Number(new URL(direct['EKO_BASE_URL'] ?? '').port));
  const shared = {
    ...sharedRedis(redis.url),
    ...direct,
    NODE_EXTRA_CA_CERTS: authority.file,
    EKO_TIMEOUT_MS: String(TIMEOUT_MS),
  };
  const stopped = await Gateway.start({ ...shared, EKO_BASE_URL: `https://${HOST}:${way.port}` });
  stops.push(() => stopped.stop());
  const replica = await Gateway.start(shared);
  stops.push(() => replica.stop());
  const { id } = onboardingOf(await stopped.client.start(PRODUCT, newMobile()));
  const registration = `/v1/${PRODUCT}/onboardings/${id}/registration`;
  way.breakConnections();
  way.holds = true;

  const late = stopped.client.post(registration, REGISTRATION, { key: 'once' });
  late.catch(() => undefined);
  await until('the handshake', () => (way.waiting > 0 ? true : undefined));
  stopped.signal('SIGSTOP');
  way.release();
  // Until the claim of the stopped process expires, the replica answers with 409.
  const reconciled = await until('the replica to reconcile the step', async () => {
    const reply = await replica.client.post(registration, REGISTRATION, { key: 'once' });
    return reply.status === 409 ? undefined : reply;
  });
  expect(verdictOf(reconciled)).toEqual({ status: 200, state: 'NOT_REGISTERED' });
  stopped.signal('SIGCONT');
  expect((await late).status).toBeGreaterThanOrEqual(500);

  expect(upstream.sends('POST')).toEqual([]);
  expect(verdictOf(await replica.client.get(`/v1/${PRODUCT}/onboardings/${id}`))).toEqual({
    status: 200,
    state: 'NOT_REGISTERED',
  });
}, 60_000);
