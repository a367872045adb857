import { once, setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutboxMessage } from './otp-service.js';
import { startRdService, type RdService } from './rd-service/rd-service.js';
import { TEST_CUSTOMERS, type TestCustomers } from './test-customers.js';
import { Upstream, type SeenCall } from './upstream.js';
import type { LogLine } from './wire.js';

export type { OutboxMessage } from './otp-service.js';
export type { RdService } from './rd-service/rd-service.js';
export type { TestCustomers } from './test-customers.js';
export type { SeenCall } from './upstream.js';

// An import would load the undici that is built into Node.js (decision 0019).
const { createServer } = process.getBuiltinModule('node:http');

const MINUTE_MS = 60_000;
const DEFAULT_WALLET_TOKEN_LIFETIME_MS = 30 * MINUTE_MS;
const DEFAULT_OTP_LIFETIME_MS = 10 * MINUTE_MS;
const DEFAULT_SLOW_MS = 15_000;
/** Longer than any client keeps an idle connection: only planned faults reset a connection. */
const KEEP_ALIVE_MS = 2 * MINUTE_MS;

/** How to run the simulator; times in milliseconds. */
export interface SandboxOptions {
  /** A loopback address; 127.0.0.1 unless given. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly developerKey: string;
  readonly accessKey: string;
  readonly initiatorId: string;
  readonly log?: (line: LogLine) => void;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly walletTokenLifetimeMs?: number;
  readonly otpLifetimeMs?: number;
  /** Delay of the slow identities. */
  readonly slowMs?: number;
  /** Whether a simulated fingerprint device listens where RD services do; not unless given. */
  readonly rdService?: boolean;
}

/** A running simulator. */
export interface Sandbox {
  /** The base URL of the API, like http://127.0.0.1:1234/ekoapi/v3. */
  readonly url: string;
  /** The OTPs that were sent, newest first, at most 1000. */
  outbox(): readonly OutboxMessage[];
  /** The requests that it received, newest last, at most 10,000. */
  calls(): readonly SeenCall[];
  /** The simulated fingerprint device, if it was asked for. */
  readonly rdService: RdService | undefined;
  /** The customers and faults that it has. */
  readonly customers: TestCustomers;
  /** Closes every connection and the port. */
  close(): Promise<void>;
}

/**
 * Starts a simulator of Eko that keeps its state in memory.
 * @throws Error for a host that is not loopback, because the outbox shows OTPs to any client; the error of node:net
 * when the port is in use
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) throw new Error('The sandbox listens on a loopback address only');
  const closing = new AbortController();
  // Every slow answer adds a listener, and Node warns of a leak above ten.
  setMaxListeners(0, closing.signal);
  const upstream = new Upstream(
    {
      developerKey: options.developerKey,
      accessKey: options.accessKey,
      initiatorId: options.initiatorId,
      log: options.log ?? (() => undefined),
      now: options.now ?? Date.now,
      walletTokenLifetimeMs: options.walletTokenLifetimeMs ?? DEFAULT_WALLET_TOKEN_LIFETIME_MS,
      otpLifetimeMs: options.otpLifetimeMs ?? DEFAULT_OTP_LIFETIME_MS,
      slowMs: options.slowMs ?? DEFAULT_SLOW_MS,
    },
    closing.signal,
  );
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void upstream.receive(request, response);
  });
  const port = await listen(server, host, options.port ?? 0);
  const rdService = options.rdService === true ? await startRdService() : undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/ekoapi/v3`,
    outbox: () => upstream.otps.outbox(),
    customers: TEST_CUSTOMERS,
    calls: () => upstream.seen(),
    rdService,
    close: async () => {
      closing.abort();
      await Promise.all([close(server), rdService?.close()]);
    },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(host);
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
