import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { onboardingOf, type Client, type Reply } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { http, type Behaviour } from '../resilience/raw-upstream.js';

const ONBOARDINGS = '/v1/ppi-levin/onboardings';
const REPLY_MS = 20;
/** Limits the sockets, so that a busy machine only slows the load down. */
const MAX_OPEN_VISITS = 200;

/** An Eko that stores registrations, so that its look-ups are correct. */
export class StatefulEko {
  readonly registered = new Set<string>();

  readonly behaviour: Behaviour = {
    onRequest: (socket, { method, path }) => {
      const mobile = /\d{10}/.exec(path)?.[0] ?? '';
      if (method === 'POST') this.registered.add(mobile);
      const reply = http(200, this.registered.has(mobile) ? MOBILE_OTP_SENT : NOT_REGISTERED);
      setTimeout(() => socket.write(reply), REPLY_MS);
    },
  };
}

/** An answer to a client, and its request. */
export interface Acknowledged {
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly text: string;
}

/**
 * Customers who start and register at an even pace. Each repeats a request with the same key as the answer requires,
 * and compares every success with the customer state at Eko.
 */
export class RetryingLoad {
  readonly acknowledged: Acknowledged[] = [];
  /** Successes with a wrong state, and answers after which a client cannot continue. */
  readonly wrong: string[] = [];
  /** Customers who are registered according to their answers. */
  done = 0;
  private stopped = false;
  private turn = 0;

  constructor(
    private readonly clients: readonly Client[],
    private readonly eko: StatefulEko,
    private readonly customersPerSecond: number,
  ) {}

  /** Resolves once the load was stopped and every customer is registered. */
  async run(): Promise<void> {
    const visits: Promise<void>[] = [];
    const startedAt = performance.now();
    let ended = 0;
    while (!this.stopped) {
      const due = ((performance.now() - startedAt) / 1000) * this.customersPerSecond;
      while (visits.length < due && visits.length - ended < MAX_OPEN_VISITS)
        visits.push(this.visit(newMobile()).finally(() => (ended += 1)));
      await wait(5);
    }
    await Promise.all(visits);
  }

  stop(): void {
    this.stopped = true;
  }

  private async visit(mobile: string): Promise<void> {
    const started = await this.insist(ONBOARDINGS, { mobile }, mobile);
    if (!started) return;
    const path = `${ONBOARDINGS}/${onboardingOf(started).id}/registration`;
    // A claim that was never sent is reconciled as not registered: the customer must be registered with a new key.
    for (;;) {
      const reply = await this.insist(path, REGISTRATION, mobile);
      if (!reply) return;
      if (onboardingOf(reply).state === 'OTP_PENDING') break;
    }
    this.done += 1;
  }

  /** Repeats a request with one key until it succeeds. @returns undefined for an unexpected answer */
  private async insist(path: string, body: object, mobile: string): Promise<Reply | undefined> {
    const key = randomUUID();
    for (;;) {
      const reply = await this.client().post(path, body, { key });
      if (reply.status < 300) {
        const truth = this.eko.registered.has(mobile) ? 'OTP_PENDING' : 'NOT_REGISTERED';
        const { state } = onboardingOf(reply);
        if (state !== truth) this.wrong.push(`${path} shows ${state}, and Eko ${truth}`);
        this.acknowledged.push({ path, body, key, text: reply.text });
        return reply;
      }
      if (![409, 503, 504].includes(reply.status)) {
        this.wrong.push(`${path} was answered ${reply.status}: ${reply.text}`);
        return undefined;
      }
      await wait(1000 * Number(reply.headers.get('retry-after') ?? 1));
    }
  }

  /** The clients in turn, so that a repetition goes to another process. */
  private client(): Client {
    this.turn += 1;
    const client = this.clients[this.turn % this.clients.length];
    if (!client) throw new Error('no client');
    return client;
  }
}
