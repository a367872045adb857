import { randomUUID } from 'node:crypto';
import type { Onboarding, OutboxMessage, Problem } from './resources.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON; undefined if the body is not JSON. */
  readonly body: unknown;
}

export interface Options {
  /** The Idempotency-Key; a new one unless given. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** When it aborts, the client disconnects. */
  readonly signal?: AbortSignal;
}

/** A client of the internal API that sends what it is given and checks nothing. */
export class Client {
  constructor(readonly url: string) {}

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.send('GET', path, { headers });
  }

  post(
    path: string,
    body: unknown,
    { key = randomUUID(), headers = {}, signal }: Options = {},
  ): Promise<Reply> {
    return this.send('POST', path, {
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  delete(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.send('DELETE', path, { headers });
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(new URL(path, this.url), { ...init, method, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  start(product: string, mobile: string, options?: Options): Promise<Reply> {
    return this.post(`/v1/${product}/onboardings`, { mobile }, options);
  }

  /** The newest OTP that the embedded sandbox sent to this customer. */
  async otp(product: string, mobile: string): Promise<string> {
    const { body } = await this.get('/sandbox/outbox');
    const { messages } = body as { messages: readonly OutboxMessage[] };
    const message = messages.find((one) => one.product === product && one.mobile === mobile);
    if (!message) throw new Error(`No OTP was sent to ${mobile} for ${product}`);
    return message.otp;
  }
}

/** The onboarding that a successful reply contains. @throws Error for any other reply */
export function onboardingOf(reply: Reply): Onboarding {
  if (reply.status !== 200 && reply.status !== 201) {
    throw new Error(`Expected an onboarding, got ${reply.status}: ${reply.text}`);
  }
  return reply.body as Onboarding;
}

/** The problem that a reply contains. @throws Error for any other reply */
export function problemOf(reply: Reply): Problem {
  const type = reply.headers.get('content-type') ?? '';
  if (reply.status < 400 || !type.startsWith('application/problem+json')) {
    throw new Error(`Expected a problem, got ${reply.status} ${type}: ${reply.text}`);
  }
  return reply.body as Problem;
}

/** A reply in short: its status, the state of a success, the code of a problem and the state after it. */
export function verdictOf(reply: Reply): { status: number; state?: string; code?: string } {
  if (reply.status < 400) return { status: reply.status, state: onboardingOf(reply).state };
  const { code, onboarding } = problemOf(reply);
  return { status: reply.status, code, ...(onboarding && { state: onboarding.state }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
