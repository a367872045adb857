import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EXAMPLE_KEY } from './described-headers.js';
import { Html, html } from './html.js';
import { prepareReference } from './reference-script.js';
import { OPEN } from './route-policy.js';

/** Scalar, as one script for browsers: `npm run build` puts it there. */
const SCALAR = fileURLToPath(
  new URL('../node_modules/@scalar/fastify-api-reference/dist/js/standalone.js', import.meta.url),
);
const SCRIPT = `(${prepareReference.toString()})();\n`;
const SCRIPT_TAG = `"${createHash('sha256').update(SCRIPT).digest('base64url')}"`;

/** Nothing of Scalar that calls or leads anywhere else: assistant, telemetry, sharing, its client and its fonts. */
const SETTINGS = JSON.stringify({
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  withDefaultFonts: false,
  documentDownloadType: 'direct',
  defaultOpenFirstTag: true,
  operationTitleSource: 'summary',
  metaData: { title: 'Eko onboarding gateway' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
});

/** Links that appear beside a heading reach out of a narrow page. */
const STYLE = new Html('html, body { overflow-x: clip; }');

/** Scripts of this origin only. Vue sets `style` attributes from scripts, which no nonce can allow. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `up`: what leads from the address of the page to the root of the gateway, which may be below a path of a proxy. */
function pageOf(up: string, nonce: string): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${STYLE}
        </style>
        <title>Eko onboarding gateway</title>
      </head>
      <body>
        <script
          id="api-reference"
          type="application/json"
          data-url="${up}openapi.json"
          data-configuration="${SETTINGS}"
        ></script>
        <script src="${up}docs/prepare.js" nonce="${nonce}" data-example-key="${EXAMPLE_KEY}"></script>
        <script src="${up}docs/scalar.js"></script>
      </body>
    </html> `;
}

function showPage({ url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  const up = /^\/docs\/(\?|$)/.test(url) ? '../' : './';
  return reply
    .header('Content-Security-Policy', policyOf(nonce))
    .type('text/html; charset=utf-8')
    .send(pageOf(up, nonce).text);
}

/** Serves the reference at /docs: Scalar, on the document of /openapi.json. */
export async function serveReference(fastify: FastifyInstance): Promise<void> {
  const { fastifyStatic } = await import('@fastify/static');
  const open = { config: { policy: OPEN } };
  for (const path of ['/docs', '/docs/']) fastify.get(path, open, showPage);
  fastify.get('/docs/prepare.js', open, (_request, reply) =>
    reply.header('ETag', SCRIPT_TAG).type('text/javascript; charset=utf-8').send(SCRIPT),
  );
  // Waiting for it would end the definition of the routes before it, while their errors are not yet turned into problems.
  void fastify.register(async (scope) => {
    await scope.register(fastifyStatic, { root: dirname(SCALAR), serve: false, cacheControl: false });
    scope.get('/docs/scalar.js', open, (_request, reply) =>
      // The browser keeps its 3.5 MB, and asks whether they have changed.
      reply.header('Cache-Control', 'no-cache').sendFile(basename(SCALAR)),
    );
  });
}
