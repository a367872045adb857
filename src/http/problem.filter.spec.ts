import {
  BadRequestException,
  Logger,
  NotFoundException,
  ServiceUnavailableException,
  type LoggerService,
} from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { UnknownRoutes } from './unknown-routes.js';
import { Problem } from '../errors/problem.js';
import { ProblemFilter } from './problem.filter.js';

let logged: unknown[] = [];
const note = (line: unknown): void => {
  logged.push(line);
};
const logger: LoggerService = { log: note, warn: note, error: note };

beforeEach(() => {
  logged = [];
  Logger.overrideLogger(logger);
});

afterEach(() => {
  Logger.overrideLogger(false);
});

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** The reply to a request whose handler throws `error`. */
async function replyTo(error: unknown, url = '/anywhere'): Promise<Reply> {
  const app = fastify({ genReqId: () => 'request-1' });
  const filter = new ProblemFilter(
    new UnknownRoutes(new Map(['ppi-levin', 'dmt-fino', 'ppi-digikhata'].map((name) => [name, []]))),
  );
  app.get('*', (request, reply) => {
    filter.catch(error, new ExecutionContextHost([request, reply]));
    return reply;
  });
  const response = await app.inject(url);
  await app.close();
  const { statusCode: status, headers } = response;
  return { status, type: String(headers['content-type']), headers, body: response.json<unknown>() };
}

describe('an error is answered:', () => {
  it('a problem is written unchanged, with its headers', async () => {
    const reply = await replyTo(new Problem('RATE_LIMITED', { retryAfterSeconds: 30 }));
    expect(reply).toMatchObject({
      status: 429,
      type: 'application/problem+json; charset=utf-8',
      headers: { 'retry-after': '30' },
      body: { type: '/problems/rate-limited', code: 'RATE_LIMITED', requestId: 'request-1' },
    });
    expect(logged).toEqual([]);
  });

  it.each([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'PAYLOAD_TOO_LARGE'],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400, 'MALFORMED_REQUEST'],
  ])('the code %s of Fastify becomes %d %s', async (code, status, problem) => {
    const error = Object.assign(new Error('what the client sent'), { code });
    expect(await replyTo(error)).toMatchObject({ status, body: { code: problem } });
    expect(logged).toEqual([]);
  });

  it('an address without a route becomes ROUTE_NOT_FOUND', async () => {
    expect(await replyTo(new NotFoundException())).toMatchObject({
      status: 404,
      body: { code: 'ROUTE_NOT_FOUND' },
    });
  });

  it('a failed health check is answered with its result', async () => {
    const found = { status: 'error', details: { store: { status: 'down' } } };
    expect(await replyTo(new ServiceUnavailableException(found))).toMatchObject({ status: 503, body: found });
    expect(logged).toEqual([]);
  });

  it.each([
    ['a programming error', new TypeError('s3cret of a customer')],
    ['a text that was thrown', 's3cret of a customer'],
    ['nothing', undefined],
    ['an exception of the framework', new BadRequestException('s3cret of a customer')],
    ['a code of something else', Object.assign(new Error('s3cret'), { code: 'constructor' })],
  ])('%s becomes 500 without any of its text', async (_, error) => {
    const reply = await replyTo(error);
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({
      type: '/problems/internal-error',
      title: 'Internal error',
      status: 500,
      detail: 'The gateway failed. Quote the request id to support.',
      code: 'INTERNAL_ERROR',
      requestId: 'request-1',
      retry: 'SAME_KEY',
    });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ event: 'unexpected error', requestId: 'request-1' });
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });

  it('its stack is logged without its message, which may contain anything', async () => {
    await replyTo(new TypeError('first line\nsecond line with a s3cret'));
    expect(logged[0]).toMatchObject({ type: 'TypeError' });
    expect(JSON.stringify(logged)).toContain('problem.filter.spec');
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });
});
