import { randomUUID } from 'node:crypto';
import { Connection } from './connection.mjs';

const PRODUCTS = ['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'];
/** More than MAX_IN_FLIGHT of the gateway, and fewer than its MAX_CONNECTIONS. */
const MAX_CONNECTIONS = 1024;
let customers = 0;

/** Starts onboardings of customers of all products, and records the results. */
export class Clients {
  served = [];
  refused = 0;
  lost = new Map();
  connections = 0;
  idle = [];
  waiting = [];

  constructor(url) {
    this.url = new URL(url);
  }

  /** One request; never rejects. */
  async start() {
    const startedAt = performance.now();
    const connection = await this.connection();
    const status = await connection.send(this.request());
    this.release(connection);
    if (status === '201') this.served.push(performance.now() - startedAt);
    else if (status === '503') this.refused += 1;
    else this.lost.set(status, (this.lost.get(status) ?? 0) + 1);
  }

  connection() {
    // The gateway closes idle connections.
    while (this.idle.at(-1)?.lost) {
      this.idle.pop();
      this.connections -= 1;
    }
    const idle = this.idle.pop();
    if (idle) return idle;
    if (this.connections === MAX_CONNECTIONS) return new Promise((resolve) => this.waiting.push(resolve));
    this.connections += 1;
    return new Connection(this.url);
  }

  release(connection) {
    const next = this.waiting.shift();
    const usable = connection.lost ? new Connection(this.url) : connection;
    if (next) next(usable);
    else this.idle.push(usable);
  }

  request() {
    customers += 1;
    const body = `{"mobile":"9${String(customers).padStart(9, '0')}"}`;
    return [
      `POST /v1/${PRODUCTS[customers % PRODUCTS.length]}/onboardings HTTP/1.1`,
      `host: ${this.url.host}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      `idempotency-key: ${randomUUID()}`,
      '',
      body,
    ].join('\r\n');
  }

  /** Keeps a number of requests in flight: each answer is followed by the next request. */
  async closed(concurrency, seconds) {
    const until = performance.now() + seconds * 1000;
    const one = async () => {
      while (performance.now() < until) await this.start();
    };
    await Promise.all(Array.from({ length: concurrency }, one));
  }

  /** Sends a number of requests a second, answered or not. */
  async open(rate, seconds) {
    const startedAt = performance.now();
    const all = [];
    while (performance.now() - startedAt < seconds * 1000) {
      const due = ((performance.now() - startedAt) / 1000) * rate;
      while (all.length < due) all.push(this.start());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(all);
    return all.length;
  }

  /** The results since the last call. */
  take() {
    const { served, refused, lost } = this;
    this.served = [];
    this.refused = 0;
    this.lost = new Map();
    return { served, refused, lost };
  }
}
