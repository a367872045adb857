import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';

const PRODUCTS = ['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'];
let customers = 0;

/** Starts onboardings of customers of all products, and keeps what came of it. */
export class Clients {
  served = [];
  refused = 0;
  lost = new Map();
  inFlight = 0;

  constructor(url) {
    this.agent = new Agent({ connections: 2048, headersTimeout: 60_000 });
    this.url = url;
  }

  /** One request; never rejects. */
  async start() {
    customers += 1;
    const startedAt = performance.now();
    this.inFlight += 1;
    try {
      const { statusCode, body } = await this.agent.request({
        origin: this.url,
        path: `/v1/${PRODUCTS[customers % PRODUCTS.length]}/onboardings`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: `{"mobile":"9${String(customers).padStart(9, '0')}"}`,
      });
      await body.dump();
      if (statusCode === 201) this.served.push(performance.now() - startedAt);
      else if (statusCode === 503) this.refused += 1;
      else this.lose(String(statusCode));
    } catch (error) {
      this.lose(error.code ?? error.name);
    } finally {
      this.inFlight -= 1;
    }
  }

  lose(why) {
    this.lost.set(why, (this.lost.get(why) ?? 0) + 1);
  }

  /** That many at a time, each next one when one is answered. */
  async closed(concurrency, seconds) {
    const until = performance.now() + seconds * 1000;
    const one = async () => {
      while (performance.now() < until) await this.start();
    };
    await Promise.all(Array.from({ length: concurrency }, one));
  }

  /** That many a second, whether or not they are answered. */
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

  /** What came of it since the last time. */
  take() {
    const { served, refused, lost } = this;
    this.served = [];
    this.refused = 0;
    this.lost = new Map();
    return { served, refused, lost };
  }
}
