import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_HEADER_BYTES, MAX_URL_LENGTH } from './unreadable-requests.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpConfig } from '../config/gateway-config.js';

/** How often Node.js checks for clients that are too slow, milliseconds. */
const SLOW_CLIENT_CHECK_MS = 1_000;

/** Options of the server. */
export const SERVER_OPTIONS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  connectionsCheckingInterval: SLOW_CLIENT_CHECK_MS,
  // A missing Host is answered with a problem (UnreadableRequests).
  requireHostHeader: false,
} as const;

/** A long parameter is an unknown id like any other: only the length of the whole address is limited. */
export const ROUTER_OPTIONS = { maxParamLength: MAX_URL_LENGTH } as const;

const COMMON_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;
/** Answers are data: a browser that shows one must not load or run anything. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** Browsers ignore it over plain http, as in development. */
const TRANSPORT = 'max-age=31536000; includeSubDomains';

/** The headers of every answer. */
function headersOf({ id }: FastifyRequest): Readonly<Record<string, string>> {
  return {
    ...COMMON_HEADERS,
    'X-Request-Id': id,
    'Content-Security-Policy': API_POLICY,
    'Strict-Transport-Security': TRANSPORT,
  };
}

/** Adds the security headers to every answer, and drops requests whose client was already refused. */
export function guardHttp(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headersOf(request));
    done();
  });
  // The client was refused while its body arrived, as too slow or unreadable: no answer is possible any more.
  fastify.addHook('preValidation', ({ socket }, reply, done) => {
    if (socket.writableEnded) reply.hijack();
    else done();
  });
}

type CorsOptions = Exclude<Parameters<NestFastifyApplication['enableCors']>[0], undefined>;

const DAY_SECONDS = 86_400;

/** The CORS rules for pages of these origins. Cookies are never used, so credentials are off. */
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
