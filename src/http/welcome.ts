import type { FastifyInstance } from 'fastify';
import { html, pageOf, present, type Shown } from './html.js';
import { OPEN } from './route-policy.js';

/** Where a visitor may go; only what this gateway serves is shown. */
const PLACES = [
  {
    name: 'try',
    path: '/try',
    title: 'Try it',
    text: 'The app of an agent in the browser: walks all four products.',
  },
  { name: 'docs', path: '/docs', title: 'Reference', text: 'Every route, with examples that can be sent.' },
  { name: 'problems', path: '/problems', title: 'Problems', text: 'What can go wrong, and what to do then.' },
  {
    name: 'outbox',
    path: '/sandbox/outbox',
    title: 'Outbox',
    text: 'The OTPs of the simulated Eko, which sends no SMS. Newest first.',
  },
  { name: 'openapi', path: '/openapi.json', title: 'OpenAPI document', text: 'For generators and tools.' },
  { name: 'products', path: '/v1/products', title: 'Products', text: 'What customers can be onboarded for.' },
  { name: 'health', path: '/health/ready', title: 'Health', text: 'Whether the gateway can take steps now.' },
] as const;

/** Serves `/`: what this is and where to go, for a person as for a program. */
export function serveWelcome(fastify: FastifyInstance): void {
  fastify.get('/', { config: { policy: OPEN } }, (request, reply) =>
    reply.send(
      present(
        request,
        reply,
        welcome(PLACES.filter(({ path }) => fastify.hasRoute({ method: 'GET', url: path }))),
      ),
    ),
  );
}

function welcome(places: readonly (typeof PLACES)[number][]): Shown {
  const name = 'Eko onboarding gateway';
  return {
    data: { name, links: Object.fromEntries(places.map(({ name, path }) => [name, path])) },
    page: () =>
      pageOf(
        name,
        html`<h1>${name}</h1>
          <p>
            An app onboards customers for assisted-banking products through this API. It reads
            <code>state</code>, does what <code>nextAction</code> says, and shows <code>customer</code>.
          </p>
          <ul>
            ${places.map(
              ({ path, title, text }) =>
                html`<li>
                  <a href=".${path}">${title}</a> <code class="quiet">${path}</code><br />${text}
                </li>`,
            )}
          </ul>`,
      ),
  };
}
