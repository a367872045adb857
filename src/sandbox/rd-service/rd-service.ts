import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { BEHAVIOURS, DEVICES, type Behaviour } from './behaviours.js';
import { ExtensionMethods } from './extension-methods.js';
import { deviceInfo, failedPidData, pidData } from './pid-data.js';
import { readPidOptions } from './pid-options.js';
import { listenOnFirstFree, PORTS } from './ports.js';

// An import would load the undici that is built into Node.js (decision 0019).
const { createServer } = process.getBuiltinModule('node:http');

const METHODS = ['RDSERVICE', 'DEVICEINFO', 'CAPTURE'];
const CAPTURE_PATH = '/rd/capture';
const INFO_PATH = '/rd/info';
/** PidOptions have about 400 bytes. */
const MAX_BODY_BYTES = 4 * 1024;
const MAX_HEADER_BYTES = 8 * 1024;
const REQUEST_DEADLINE_MS = 10_000;
/** How long a finger is on the device, and how long the simulated device waits for one, milliseconds. */
const CAPTURE_MS = 400;
const EMPTY_CAPTURE_MS = 1_500;

/** What a client can ask of the simulated device; docs/sandbox.md. */
export interface RdService {
  /** Where it listens now; null with ABSENT, or when all ports were in use. */
  readonly port: number | null;
  readonly behaviour: Behaviour;
  /** All that it can be set to. */
  readonly behaviours: readonly Behaviour[];
  /** Behaves so from now on. ABSENT closes the port; any other opens the first free one if none is open. */
  behaveAs(behaviour: Behaviour): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a simulated RD service of a fingerprint device, as the vendors' services run on an agent's machine: on the
 * first free of the documented ports of 127.0.0.1. Without a free port it listens nowhere, which is no error.
 */
export async function startRdService(ports: readonly number[] = PORTS): Promise<RdService> {
  const service = new SimulatedRdService(ports);
  await service.behaveAs('READY');
  return service;
}

class SimulatedRdService implements RdService {
  readonly behaviours = BEHAVIOURS;
  behaviour: Behaviour = 'ABSENT';
  private server: Server | undefined;
  private readonly http = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_DEADLINE_MS, keepAlive: false },
    (request, response) => {
      void this.answer(request, response);
    },
  );
  private readonly methods = new ExtensionMethods(METHODS, this.http);
  private readonly closing = new AbortController();

  constructor(private readonly ports: readonly number[]) {}

  get port(): number | null {
    return this.server === undefined ? null : (this.server.address() as AddressInfo).port;
  }

  async behaveAs(behaviour: Behaviour): Promise<void> {
    this.behaviour = behaviour;
    if (behaviour === 'ABSENT') await this.stopListening();
    else this.server ??= await listenOnFirstFree(this.ports, this.methods.accept);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.stopListening();
  }

  private async stopListening(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.http.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.shouldKeepAlive = false;
    for (const [name, value] of Object.entries(crossOrigin(request))) response.setHeader(name, value);
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) send(response, 413, 'text/plain', 'PidOptions are too large');
    else await this.answerRequest(request, body, response);
  }

  private async answerRequest(
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const method = this.methods.of(request.socket);
    const { behaviour } = this;
    if (method === 'OPTIONS') send(response, 204, undefined, '');
    else if (behaviour === 'ABSENT') response.destroy();
    else if (method === 'RDSERVICE') send(response, 200, 'text/xml', discovery(DEVICES[behaviour].status));
    else if (method === 'DEVICEINFO' && path === INFO_PATH) send(response, 200, 'text/xml', deviceInfo());
    else if (method === 'CAPTURE' && path === CAPTURE_PATH) {
      const captured = await this.capture(behaviour, body).catch(() => undefined);
      if (captured === undefined) response.destroy();
      else send(response, 200, 'text/xml', captured);
    } else send(response, 404, 'text/plain', 'This RD service has RDSERVICE, DEVICEINFO and CAPTURE');
  }

  /** @throws the reason of an abort when the service closes */
  private async capture(behaviour: Exclude<Behaviour, 'ABSENT'>, body: string): Promise<string> {
    const options = readPidOptions(body);
    if ('code' in options) return failedPidData(options);
    const { status, capture } = DEVICES[behaviour];
    const { signal } = this.closing;
    if ('quality' in capture) {
      await wait(Math.min(CAPTURE_MS, options.timeoutMs), undefined, { signal });
      return pidData({ ...options, quality: capture.quality });
    }
    if (status === 'READY') await wait(Math.min(EMPTY_CAPTURE_MS, options.timeoutMs), undefined, { signal });
    return failedPidData(capture);
  }
}

/** Any page may ask, as with the vendors' services; Chromium asks for the network in a header of its own. */
function crossOrigin({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': METHODS.join(', '),
    'access-control-allow-headers': 'content-type',
    ...(headers['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
    'cache-control': 'no-store',
  };
}

/** @throws Error for a body that is larger than any PidOptions, or that does not arrive */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new Error('too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function discovery(status: string): string {
  return [
    '<?xml version="1.0"?>',
    `<RDService status="${status}" info="Simulated fingerprint device of the sandbox">`,
    `  <Interface id="DEVICEINFO" path="${INFO_PATH}" />`,
    `  <Interface id="CAPTURE" path="${CAPTURE_PATH}" />`,
    '</RDService>',
    '',
  ].join('\r\n');
}

function send(response: ServerResponse, status: number, type: string | undefined, text: string): void {
  if (type !== undefined) response.setHeader('content-type', `${type}; charset=utf-8`);
  response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text);
}
