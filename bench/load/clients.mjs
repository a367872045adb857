import { Connection } from './connection.mjs';
import { start } from './requests.mjs';

/** Servers close connections that were idle for 5 s, perhaps just when a request is sent. */
const MAX_IDLE_MS = 2_000;
/** More than MAX_IN_FLIGHT of the gateway, and fewer than its MAX_CONNECTIONS. */
const MAX_CONNECTIONS = 1024;

/** Sends requests of one kind, and records the results. */
export class Clients {
  served = [];
  refused = 0;
  lost = new Map();
  connections = 0;
  idle = [];
  waiting = [];

  constructor(url, request = start) {
    this.url = new URL(url);
    this.request = request;
  }

  /** One request; never rejects. */
  async send() {
    const connection = await this.connection();
    const request = this.request(this.url);
    const startedAt = performance.now();
    const status = await connection.send(request);
    const milliseconds = performance.now() - startedAt;
    this.release(connection);
    if (status?.startsWith('2')) this.served.push(milliseconds);
    else if (status === '503') this.refused += 1;
    else this.lost.set(status, (this.lost.get(status) ?? 0) + 1);
  }

  connection() {
    const idle = this.idle.pop();
    if (idle && !idle.lost && performance.now() - idle.usedAt < MAX_IDLE_MS) return idle;
    // The others were used before it.
    if (idle) this.drop([idle, ...this.idle.splice(0)]);
    if (this.connections === MAX_CONNECTIONS) return new Promise((resolve) => this.waiting.push(resolve));
    this.connections += 1;
    return new Connection(this.url);
  }

  release(connection) {
    const next = this.waiting.shift();
    const usable = connection.lost ? new Connection(this.url) : connection;
    usable.usedAt = performance.now();
    if (next) next(usable);
    else this.idle.push(usable);
  }

  drop(connections) {
    for (const { socket } of connections) socket.destroy();
    this.connections -= connections.length;
  }

  /** Keeps a number of requests in flight: each answer is followed by the next request. */
  async closed(concurrency, seconds) {
    const until = performance.now() + seconds * 1000;
    const one = async () => {
      while (performance.now() < until) await this.send();
    };
    await Promise.all(Array.from({ length: concurrency }, one));
  }

  /** Sends a number of requests a second on average, at random times (a Poisson process), answered or not. */
  async open(rate, seconds) {
    const startedAt = performance.now();
    const all = [];
    for (let due = 0; due < seconds * 1000; due += (-Math.log(1 - Math.random()) * 1000) / rate) {
      const early = startedAt + due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      all.push(this.send());
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

  close() {
    this.drop(this.idle.splice(0));
  }
}
