import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, onboardingOf, type Reply } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { freePorts, RedisServer } from '../store/redis-servers.js';
import { Haproxy } from './haproxy.js';
import { sharedRedis } from '../support/shared-redis.js';

const PROCESSES = 3;
const ROUNDS = 3;
const REQUESTS_PER_CUSTOMER = 2;
/** More than must be served, because a machine that starts processes is slower meanwhile. */
const OFFERED_PER_SECOND = 240;
const SERVED_PER_SECOND = 200;
/** Limits the sockets, so that a busy machine only slows the test down. */
const MAX_IN_FLIGHT = 200;

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('three rounds of restarts behind haproxy fail no request and send nothing twice', async () => {
  // This test does not restart Redis, and other tests use the same disk.
  const server = await RedisServer.start();
  stops.push(() => server.stop());
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  upstream.behaviour = {
    onRequest: (socket, { method }) => {
      const reply = http(200, method === 'GET' ? NOT_REGISTERED : MOBILE_OTP_SENT);
      setTimeout(() => socket.write(reply), 20);
    },
  };
  const [front, ...ports] = await freePorts(PROCESSES + 1);
  const settings = { ...upstream.settings(), ...sharedRedis(server.url), SHUTDOWN_DELAY_MS: '5000' };
  const start = async (index: number): Promise<Gateway> => {
    const gateway = await Gateway.start({ ...settings, PORT: String(ports[index]) });
    stops.push(() => gateway.stop());
    return gateway;
  };
  const gateways = await Promise.all(ports.map((_, index) => start(index)));
  const haproxy = await Haproxy.start(Number(front), ports);
  stops.push(() => haproxy.stop());

  const load = new Load(new Client(haproxy.url));
  const running = load.run();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, gateway] of gateways.entries()) {
      gateway.signal('SIGTERM');
      expect(await gateway.exited()).toBe(0);
      gateways[index] = await start(index);
      await haproxy.until(PROCESSES, 'UP');
    }
  }
  load.stop();
  await running;

  expect(load.failures).toEqual([]);
  load.provePace();
  // Every customer was looked up once and registered once.
  expect(upstream.sends('POST')).toEqual(Array.from({ length: load.done }, () => 1));
  expect(upstream.sends('GET')).toEqual(Array.from({ length: load.done }, () => 1));
  const registered = upstream.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
  expect(new Set(registered).size).toBe(registered.length);
  const timestamps = upstream.requests.map(({ timestamp }) => timestamp);
  expect(new Set(timestamps).size).toBe(timestamps.length);
}, 600_000);

/** Customers who start and register at an even pace, until the load is stopped. */
class Load {
  done = 0;
  readonly failures: string[] = [];
  private seconds = 0;
  private stopped = false;

  constructor(private readonly client: Client) {}

  async run(): Promise<void> {
    const visits: Promise<void>[] = [];
    const startedAt = performance.now();
    while (!this.stopped) {
      const due = ((performance.now() - startedAt) / 1000) * (OFFERED_PER_SECOND / REQUESTS_PER_CUSTOMER);
      while (visits.length < due && visits.length - this.done - this.failures.length < MAX_IN_FLIGHT)
        visits.push(this.visit());
      await wait(5);
    }
    await Promise.all(visits);
    this.seconds = (performance.now() - startedAt) / 1000;
  }

  /** @throws Error if fewer requests a second were served than the test needs to be meaningful */
  provePace(): void {
    const served = (this.done * REQUESTS_PER_CUSTOMER) / this.seconds;
    if (served >= SERVED_PER_SECOND) return;
    throw new Error(
      `Only ${Math.round(served)} requests a second were served of ${OFFERED_PER_SECOND} offered, not ${SERVED_PER_SECOND}: this machine is too slow, or something held them up`,
    );
  }

  stop(): void {
    this.stopped = true;
  }

  private async visit(): Promise<void> {
    try {
      const started = await this.client.start('ppi-levin', newMobile());
      if (started.status !== 201) {
        this.failed(started);
        return;
      }
      const { id } = onboardingOf(started);
      const path = `/v1/ppi-levin/onboardings/${id}/registration`;
      const registered = await this.client.post(path, REGISTRATION);
      if (registered.status !== 200) {
        this.failed(registered);
        return;
      }
      this.done += 1;
    } catch (error) {
      const { message, cause } = error as { message?: string; cause?: { code?: string } };
      this.failures.push(`${message ?? String(error)} ${cause?.code ?? ''}`);
    }
  }

  private failed(reply: Reply): void {
    const { code } = (reply.body ?? {}) as { code?: string };
    this.failures.push(`${reply.status} ${code ?? reply.text}`);
  }
}
