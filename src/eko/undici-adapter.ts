import { Axios, type AxiosAdapter, AxiosHeaders, type AxiosInstance, type AxiosResponse } from 'axios';
import type { Dispatcher } from 'undici';
import { reached } from '../observability/step-points.js';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Egress } from '../egress/egress.js';

/** Far more than any reply of Eko's; a larger one is not read to its end (contract.md: bounded). */
export const MAX_REPLY_BYTES = 256 * 1024;

/** Why a call has no reply, and whether its first byte may have been sent. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';

  constructor(
    readonly reason: string,
    readonly sent: boolean,
  ) {
    super(reason);
  }
}

declare module 'axios' {
  interface AxiosRequestConfig {
    /** When the call must end, milliseconds since the epoch; a call without a deadline is never sent. */
    readonly deadline?: number;
    /**
     * The headers of the request, names and values in turn. Those in `headers` are not sent: axios copies and compares
     * each of them four times.
     */
    readonly wireHeaders?: string[];
  }
}

/** The headers of a reply that are read. */
const READ_HEADERS = ['content-type', 'date', 'retry-after'];

/**
 * Axios over an undici pool, without the defaults that `axios.create` adds and merges into every request. Bodies are
 * text, nothing is transformed, and every HTTP status is a reply.
 */
export function axiosOver(dispatcher: Dispatcher): AxiosInstance {
  // Only its methods are called; an AxiosInstance could be called itself, too.
  return new Axios({ adapter: undiciAdapter(dispatcher) }) as AxiosInstance;
}

/**
 * An axios adapter over an undici pool. Axios's own http adapter costs 50 % more per call, and cannot report whether a
 * request was written, which decides between "safe to repeat" and "outcome unknown".
 * Rejects with TransportFailure; every HTTP status is a reply.
 */
function undiciAdapter(dispatcher: Dispatcher): AxiosAdapter {
  return (config) => {
    const { promise, resolve, reject } = Promise.withResolvers<AxiosResponse<string>>();
    const url = new URL(config.url ?? '');
    const deadline = config.deadline ?? 0;
    let sent = false;
    let status = 0;
    let headers: Record<string, string | string[] | undefined> = {};
    let size = 0;
    let expired = false;
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let ended = false;
    const expire = (): void => {
      if (ended) return;
      expired = true;
      if (controller) controller.abort(new Error('deadline'));
      else reject(new TransportFailure('timeout', sent));
    };
    // A busy event loop runs its timers before it reads: a reply that has already arrived must not count as late.
    const timer = setTimeout(() => setImmediate(expire), deadline - Date.now());
    const fail = (failure: string): void => {
      ended = true;
      clearTimeout(timer);
      reject(new TransportFailure(expired ? 'timeout' : failure, sent));
    };
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: (config.method ?? 'get').toUpperCase(),
        headers: config.wireHeaders ?? [],
        body: (config.data as string | undefined) ?? null,
      },
      {
        // undici calls this just before it writes the first byte of the request to its socket.
        onRequestStart(started) {
          controller = started;
          // The timer is late in a process that was stopped; another process may have reconciled the step meanwhile.
          if (Date.now() >= deadline) expired = true;
          if (expired) {
            started.abort(new Error('deadline'));
            return;
          }
          sent = true;
          reached('sending');
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          reached('replying');
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(receiving, chunk) {
          size += chunk.length;
          if (size > MAX_REPLY_BYTES) receiving.abort(new Error('oversized'));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          ended = true;
          clearTimeout(timer);
          resolve({
            data: Buffer.concat(chunks).toString('utf8'),
            status,
            statusText: '',
            headers: readHeaders(headers),
            config,
          });
        },
        onResponseError(_controller, error) {
          fail(size > MAX_REPLY_BYTES ? 'oversized' : reasonOf(error));
        },
      },
    );
    return promise;
  };
}

/** Assigned, since undici's names are lower-case already, and AxiosHeaders would compare each with all others. */
function readHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): AxiosHeaders {
  const read = new AxiosHeaders();
  for (const name of READ_HEADERS) if (headers[name] !== undefined) read[name] = headers[name];
  return read;
}

/** The error's code in lower case, for logs and metrics; messages may contain addresses and are not passed on. */
function reasonOf(error: Error & { code?: unknown }): string {
  return typeof error.code === 'string' ? error.code.toLowerCase() : 'connection_lost';
}

/** The embedded simulator is at a port of this address, which is never reached through a proxy. */
const SIMULATOR = 'http://127.0.0.1';

/** Idle connections are closed before a load balancer closes them, so that no request is written to a closing one. */
const KEEP_ALIVE_MS = 4_000;

/** The pool of connections to Eko, which leave through a proxy if there is one for its address. */
@Injectable()
export class EkoTransport implements OnApplicationShutdown {
  readonly agent: Dispatcher;

  constructor(@Inject(GATEWAY_CONFIG) { eko }: GatewayConfig, egress: Egress) {
    this.agent = egress.dispatcherTo(eko.baseUrl ?? SIMULATOR, {
      connections: eko.maxConnections,
      connectTimeoutMs: eko.connectTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // The deadline of each call bounds both.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Cancels every running call: the answer to a sent request is lost, and an unsent request is not sent. */
  async cancelCalls(): Promise<void> {
    await this.agent.destroy();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cancelCalls();
  }
}
