import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from './gateway.js';
import { keptAs } from './kept.js';

/** One request as received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as text: a parsed number would hide lost digits. */
  readonly text: string;
}

/** The answer to one request: a JSON reply with HTTP 200, or what the function sends. */
export type ScriptedAnswer = object | ((response: ServerResponse, request: SeenRequest) => void);

/** An Eko that answers what a test has scripted, call by call, and keeps the requests it received. */
export class ScriptedUpstream {
  readonly requests: SeenRequest[] = [];
  /** Requests without a scripted answer; a test fails if there is one. */
  readonly unscripted: SeenRequest[] = [];
  private script: ScriptedAnswer[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('request', (request, response) => {
      void this.receive(request, response);
    });
  }

  static async start(): Promise<ScriptedUpstream> {
    return ScriptedUpstream.on(newServer());
  }

  /** The upstream of the shared gateways of this worker; it follows the script of the spec file that runs. */
  static async shared(): Promise<ScriptedUpstream> {
    const server = keptAs('upstream', () =>
      // It must not keep the worker alive.
      newServer()
        .unref()
        .on('connection', (socket) => socket.unref()),
    );
    server.removeAllListeners('request');
    return ScriptedUpstream.on(server);
  }

  private static async on(server: Server): Promise<ScriptedUpstream> {
    if (!server.listening) await once(server, 'listening');
    return new ScriptedUpstream(server, (server.address() as AddressInfo).port);
  }

  /** Settings with which a gateway calls this upstream. */
  get settings(): Settings {
    return { EKO_ENVIRONMENT: 'sandbox', EKO_BASE_URL: `http://127.0.0.1:${this.port}` };
  }

  /** The newest request. */
  get last(): SeenRequest {
    const request = this.requests.at(-1);
    if (!request) throw new Error('Nothing was sent upstream');
    return request;
  }

  /** Answers the next requests with these, in this order. */
  will(...answers: ScriptedAnswer[]): void {
    this.script.push(...answers);
  }

  /** Delays the answer to the next request; resolves, once the request has arrived, with a function that sends it. */
  willHold(answer: object): Promise<() => void> {
    return new Promise((arrived) => {
      this.will((response) => {
        arrived(() => {
          sendJson(response, 200, answer);
        });
      });
    });
  }

  /** Runs `act` and returns its requests, after asserting that they match the script. */
  async during<T>(act: () => Promise<T>): Promise<{ result: T; requests: readonly SeenRequest[] }> {
    const before = this.requests.length;
    const result = await act();
    this.expectAllUsed();
    return { result, requests: this.requests.slice(before) };
  }

  /** @throws Error if a request was not scripted, or a scripted one was not received */
  expectAllUsed(): void {
    const unscripted = this.unscripted.splice(0).map(({ method, path }) => `${method} ${path}`);
    const unused = this.script.splice(0).length;
    if (unscripted.length > 0) throw new Error(`Requests that were not scripted: ${unscripted.join(', ')}`);
    if (unused > 0) throw new Error(`${unused} scripted requests were not received`);
  }

  /** Removes scripted answers that no request used, because the process that was to send one died before. */
  dropScript(): void {
    this.script = [];
  }

  /** Removes unused answers and unscripted requests: for tests that are not about them. */
  discard(): void {
    this.script.length = 0;
    this.unscripted.length = 0;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '', 'http://upstream');
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      text: Buffer.concat(chunks).toString('utf8'),
    };
    this.requests.push(request);
    const answer = this.script.shift();
    if (answer === undefined) {
      this.unscripted.push(request);
      response.writeHead(500).end();
    } else if (typeof answer === 'function') {
      (answer as (response: ServerResponse, request: SeenRequest) => void)(response, request);
    } else {
      sendJson(response, 200, answer);
    }
  }
}

function newServer(): Server {
  return createServer({ keepAliveTimeout: 120_000 }).listen(0, '127.0.0.1');
}

/** The JSON members of a request's body. */
export function bodyOf({ text }: Pick<SeenRequest, 'text'>): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** An answer with this status and text. */
export function text(
  status: number,
  content: string,
  type = 'application/json',
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer {
  return (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(content);
  };
}
