import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { OPEN } from './route-policy.js';

/** Where `npm run build` puts the page. */
const DIRECTORY = fileURLToPath(new URL('../web/', import.meta.url));
const YEAR_SECONDS = 31_536_000;

/** The ports at which the RD service of a fingerprint device may answer (docs/building-the-app.md). */
const RD_SERVICES = Array.from({ length: 21 }, (_, index) => `http://127.0.0.1:${11_100 + index}`);

/** The page has scripts, styles and sound of its own only, and calls the gateway and RD services only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  `connect-src 'self' ${RD_SERVICES.join(' ')}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** Whether the page was built; a build for production leaves it out. */
export function isPageBuilt(): boolean {
  return existsSync(`${DIRECTORY}index.html`);
}

/** Serves the page at /try, with a route for each of its files. */
export async function servePage(fastify: FastifyInstance): Promise<void> {
  const { fastifyStatic } = await import('@fastify/static');
  // Waiting for it would end the definition of the routes before it, while their errors are not yet turned into problems.
  void fastify.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, policy: OPEN };
    });
    await scope.register(fastifyStatic, {
      root: DIRECTORY,
      prefix: '/try/',
      index: false,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.headers(HEADERS);
        // The name of such a file changes with its content.
        if (path.includes('/assets/'))
          void reply.header('Cache-Control', `public, max-age=${YEAR_SECONDS}, immutable`);
      },
    });
    for (const path of ['/try', '/try/']) scope.get(path, (_request, reply) => reply.sendFile('index.html'));
  });
}
