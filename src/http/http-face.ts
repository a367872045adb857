import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_HEADER_BYTES, MAX_URL_LENGTH } from './unreadable-requests.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpConfig } from '../config/gateway-config.js';

/** How often node looks for clients that are too slow, milliseconds. */
const SLOW_CLIENT_CHECK_MS = 1_000;

/** What the server has to be told when it is made. */
export const SERVER_OPTIONS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  connectionsCheckingInterval: SLOW_CLIENT_CHECK_MS,
  // A missing one is answered as a problem.
  requireHostHeader: false,
} as const;

/** Whatever an address names is looked for and not found: how long it is does not matter. */
export const ROUTER_OPTIONS = { maxParamLength: MAX_URL_LENGTH } as const;

const EVERYWHERE = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;
/** Answers are data: a browser that shows one may load and run nothing. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI brings its own scripts, and styles within its page. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";
/** Browsers ignore it over plain http, and so in development. */
const TRANSPORT = 'max-age=31536000; includeSubDomains';

/** What every answer to a request carries. */
function headersOf({ id, url }: FastifyRequest): Readonly<Record<string, string>> {
  return {
    ...EVERYWHERE,
    'X-Request-Id': id,
    'Content-Security-Policy': url.startsWith('/docs') ? DOCS_POLICY : API_POLICY,
    'Strict-Transport-Security': TRANSPORT,
  };
}

/** Holds requests to size, and tells browsers how to treat the answers. */
export function guardHttp(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headersOf(request));
    done();
  });
  // Its client was refused while the body came, as too slow or unreadable, and can be answered no more.
  fastify.addHook('preValidation', ({ socket }, reply, done) => {
    if (socket.writableEnded) reply.hijack();
    else done();
  });
}

type CorsOptions = Exclude<Parameters<NestFastifyApplication['enableCors']>[0], undefined>;

const DAY_SECONDS = 86_400;

/** What pages of these origins may send and read. Cookies are never used, so credentials stay off. */
export function crossOrigin(origins: HttpConfig['corsOrigins']): CorsOptions {
  return {
    origin: [...origins],
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'Request-Timeout',
      'X-Request-Id',
      'traceparent',
    ],
    exposedHeaders: [
      'Idempotency-Replayed',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'X-Request-Id',
    ],
    credentials: false,
    // Preflights go on to the hooks: `refuseUnknownRoutes` answers them, and every other OPTIONS with a problem.
    preflightContinue: true,
    strictPreflight: false,
    maxAge: DAY_SECONDS,
  };
}
