import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpConfig } from '../config/gateway-config.js';

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
