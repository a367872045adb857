import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest, FastifyServerFactoryHandler } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { Authentication, authenticateRequests } from './auth/authentication.js';
import { OPEN } from './http/route-policy.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './config/gateway-config.js';
import { controlRdService } from './rd-service-control.js';
import { EkoEndpoint } from './eko/eko-endpoint.js';
import { ProblemFilter } from './http/problem.filter.js';
import { Lifecycle } from './health/lifecycle.js';
import type { ClientConnections } from './http/client-connections.js';
import { crossOrigin } from './http/http-face.js';
import { isPageBuilt, servePage } from './http/try-page.js';
import { TrustedProxies } from './http/client-address.js';
import { HttpMetrics } from './http/http-metrics.js';
import { guardHttp, ROUTER_OPTIONS, SERVER_OPTIONS } from './http/http-face.js';
import { limitBodiesByRoute, MAX_BODY_BYTES, readJsonBodies } from './http/json-body.js';
import { limitUnfinishedBodies } from './http/unfinished-bodies.js';
import { refuseUnknownRoutes, refuseUnknownSteps, UnknownRoutes } from './http/unknown-routes.js';
import { addressOf, UnreadableRequests } from './http/unreadable-requests.js';
import { serveWelcome } from './http/welcome.js';
import { NestLogger } from './observability/logger.js';
import { logUnreadable, observeRequests } from './observability/request-log.js';
import { TRACING, type Tracing } from './observability/tracing.js';
import { routesLacking } from './onboarding/journey/product.js';
import { sendAnswers } from './onboarding/api/send-answer.js';
import { ProductRegistry } from './onboarding/journey/product-registry.js';
import { StartAction } from './onboarding/journey/resource.js';
import { createDocument } from './http/document.js';
import { serveReference } from './http/reference-page.js';
import { EXAMPLES } from './products/examples.js';
import { PRODUCT_GUIDE, TAG_TITLES } from './products/guide.js';
import { PRODUCTS } from './products/registry.js';
import { routeOf } from './http/route.js';
import { admitRequests, countHandlers } from './resilience/admission.js';
import { Workload } from './resilience/workload.js';

/** Lets Nest look a provider up in every module. */
const ANY_MODULE = { strict: false };
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Creates the gateway, ready to listen. @throws ConfigurationError, StartFailure, StoreUnavailable */
export async function createApplication(
  logger: Logger,
  connections: ClientConnections,
): Promise<NestFastifyApplication> {
  const proxies = new TrustedProxies();
  const unreadable = new UnreadableRequests();
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    // `admitRequests` refuses requests while the server closes, with a problem of the API.
    return503OnClosing: false,
    trustProxy: proxies.includes,
    serverFactory: (handler: FastifyServerFactoryHandler) =>
      connections.createServer(handler, SERVER_OPTIONS),
    routerOptions: ROUTER_OPTIONS,
    genReqId: requestIdOf,
    rewriteUrl: addressOf,
    clientErrorHandler: unreadable.answerSocket,
    frameworkErrors: unreadable.answerRouted,
  });
  const fastify = adapter.getInstance();
  const unknownRoutes = new UnknownRoutes(
    new Map(PRODUCTS.map((product) => [product.name, routesLacking(product)])),
  );
  unknownRoutes.watch(fastify);
  limitBodiesByRoute(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    abortOnError: false,
    bodyParser: false,
    logger: new NestLogger(logger),
  });
  const { http, production } = app.get<GatewayConfig>(GATEWAY_CONFIG);
  proxies.trust(http.trustedProxies);
  connections.limit(http);
  guardHttp(fastify);
  if (http.corsOrigins.length > 0) app.enableCors(crossOrigin(http.corsOrigins));
  const metrics = app.get(HttpMetrics);
  // In the order in which they process a request. All checks of headers run before the body is read.
  observeRequests(fastify, logger, metrics, app.get<Tracing>(TRACING), productLabel);
  unreadable.watch(fastify, (request) => {
    logUnreadable(logger, metrics, request);
  });
  refuseUnknownRoutes(fastify, unknownRoutes);
  const [workload, lifecycle] = [app.get(Workload, ANY_MODULE), app.get(Lifecycle, ANY_MODULE)];
  countHandlers(fastify, workload);
  admitRequests(fastify, { workload, lifecycle, metrics });
  authenticateRequests(fastify, app.get(Authentication));
  refuseUnknownSteps(fastify, unknownRoutes);
  limitUnfinishedBodies(fastify, http.maxUnfinishedBodiesPerAgent);
  app.useGlobalFilters(new ProblemFilter(unknownRoutes));
  readJsonBodies(fastify);
  sendAnswers(fastify);
  await serveDocuments(app);
  await serveSandbox(app);
  if (!production) serveWelcome(fastify);
  return app;
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The metric label: the name of a product, or `none` for any other text in the address. */
function productLabel(request: FastifyRequest): string {
  const name = routeOf(request).product;
  return PRODUCTS.find((product) => product.name === name)?.name ?? 'none';
}

/** The OpenAPI document is made when it is first asked for; the page that shows it is served only where it is enabled. */
async function serveDocuments(app: NestFastifyApplication): Promise<void> {
  const config = app.get<GatewayConfig>(GATEWAY_CONFIG);
  const products = app.get(ProductRegistry).products.map(({ name }) => name);
  const content = {
    products,
    schemas: [StartAction],
    examples: EXAMPLES,
    guide: PRODUCT_GUIDE,
    tagTitles: TAG_TITLES,
  };
  const fastify = app.getHttpAdapter().getInstance();
  let text: Promise<string> | undefined;
  fastify.get('/openapi.json', { config: { policy: OPEN } }, async (_request, reply) => {
    text ??= createDocument(app, content).then((made) => JSON.stringify(made));
    return reply.type('application/json; charset=utf-8').send(await text);
  });
  if (config.docsEnabled) await serveReference(fastify);
}

/** What the embedded simulator "sent" and has, for journeys by hand, and outside production the page that walks them. */
async function serveSandbox(app: NestFastifyApplication): Promise<void> {
  const endpoint = app.get(EkoEndpoint);
  if (!endpoint.outbox()) return;
  const fastify = app.getHttpAdapter().getInstance();
  const open = { config: { policy: OPEN } };
  fastify.get('/sandbox/outbox', open, (_request, reply) => reply.send({ messages: endpoint.outbox() }));
  fastify.get('/sandbox/calls', open, (_request, reply) => reply.send(endpoint.calls()));
  fastify.get('/sandbox/customers', open, (_request, reply) => reply.send(endpoint.testCustomers()));
  controlRdService(fastify, endpoint);
  if (!app.get<GatewayConfig>(GATEWAY_CONFIG).production && isPageBuilt()) await servePage(fastify);
}
