// What the packages of the card cost by themselves (README.md). Decorators are called as the compiler would.
import 'reflect-metadata';
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HttpService } from '@nestjs/axios';
import { Body, Controller, Inject, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Matches } from 'class-validator';
import { Redis } from 'ioredis';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { destination, pino } from 'pino';
import { Agent } from 'undici';
import { auditDestination } from '../../../dist/audit/audit-destination.js';
import { signedHeaders } from '../../../dist/eko/request.js';
import { axiosOver } from '../../../dist/eko/undici-adapter.js';
import { instanceOf } from '../../../dist/http/request-rules.js';
import { Sealer } from '../../../dist/store/sealing.js';
import { Rows } from './rows.mjs';

const { env } = process;
const CALL_TIMEOUT_MS = 10_000;
const KEPT_MS = 86_400_000;
const STATES = { 308: 'NOT_REGISTERED', 309: 'COMPLETED', 2129: 'OTP_PENDING', 2132: 'COMPLETED' };

const toRedis = (redis) => (id, sealed) => redis.set(id, sealed, 'PX', KEPT_MS);
const toRows = (rows) => (id, sealed) => rows.write(id, sealed);

class StartRequest {}
Matches(/^[6-9]\d{9}$/)(StartRequest.prototype, 'mobile');

/** Tokens are verified once, and then remembered. */
class Tokens {
  keys = createLocalJWKSet(JSON.parse(readFileSync(env.AUTH_JWKS_FILE, 'utf8')));
  known = new LRUCache({ max: 10_000 });

  async agentOf(authorization = '') {
    const token = authorization.replace(/^Bearer /, '');
    const name = hash('sha256', token, 'base64');
    const known = this.known.get(name);
    if (known && known.until > Date.now()) return known.agent;
    const { payload } = await jwtVerify(token, this.keys, {
      issuer: env.AUTH_ISSUER,
      audience: env.AUTH_AUDIENCE,
    });
    this.known.set(name, { agent: payload.user_code, until: payload.exp * 1000 });
    return payload.user_code;
  }
}

class Starts {
  sealer = new Sealer([{ kid: 'first', key: randomBytes(32) }]);
  write = env.REDIS_URL ? toRedis(new Redis(env.REDIS_URL)) : toRows(new Rows(env.STORE_PATH));
  audit = auditDestination(env.AUDIT_FILE);
  credentials = { developerKey: env.EKO_DEVELOPER_KEY, accessKey: env.EKO_ACCESS_KEY };

  constructor(http) {
    this.http = http;
  }

  async take(mobile, agent, requestId) {
    const query = `initiator_id=${env.EKO_INITIATOR_ID}&user_code=${agent}&client_ref_id=${randomBytes(10).toString('hex')}`;
    const { data } = await this.http.axiosRef.request({
      method: 'GET',
      url: `${env.EKO_BASE_URL}/customer/profile/${mobile}?${query}`,
      deadline: Date.now() + CALL_TIMEOUT_MS,
      wireHeaders: signedHeaders(this.credentials, Date.now()),
    });
    const reply = JSON.parse(data);
    const profile = reply.data?.customer_profile;
    const limits = (profile?.chart ?? []).map(({ data: { used, remaining } }) => ({ used, remaining }));
    const state = STATES[reply.response_type_id];
    const answer = {
      id: randomUUID(),
      product: 'customer-account',
      state,
      mobile,
      customer: { name: profile?.name, limits },
    };
    const sealed = this.sealer.seal(JSON.stringify(answer), answer.id);
    await this.write(answer.id, sealed);
    const line = {
      stream: 'audit',
      time: new Date().toISOString(),
      agent,
      onboarding: answer.id,
      outcome: state,
      requestId,
    };
    await this.audit.write(`${JSON.stringify(line)}\n`, false);
    return answer;
  }
}
Inject(HttpService)(Starts, undefined, 0);

class StartController {
  constructor(starts) {
    this.starts = starts;
  }

  start(body, request) {
    return this.starts.take(body.mobile, request.agent, request.id);
  }
}
Controller('v1/customer-account/onboardings')(StartController);
Inject(Starts)(StartController, undefined, 0);
Post()(
  StartController.prototype,
  'start',
  Object.getOwnPropertyDescriptor(StartController.prototype, 'start'),
);
Body()(StartController.prototype, 'start', 0);
Req()(StartController.prototype, 'start', 1);
Reflect.defineMetadata('design:paramtypes', [StartRequest, Object], StartController.prototype, 'start');

class AppModule {}
Module({
  controllers: [StartController],
  providers: [
    Starts,
    { provide: HttpService, useFactory: () => new HttpService(axiosOver(new Agent({ connections: 256 }))) },
  ],
})(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
app.useGlobalPipes({
  transform(value, { metatype, type }) {
    if (type === 'custom') return value;
    const instance = instanceOf(metatype, value);
    if (!instance) throw new Error('The body is not valid');
    return instance;
  },
});
const [tokens, logger] = [new Tokens(), pino(destination({ dest: 1, sync: false, minLength: 1 }))];
const fastify = app.getHttpAdapter().getInstance();
fastify.addHook('onRequest', async (request) => {
  if (request.url !== '/') request.agent = await tokens.agentOf(request.headers.authorization);
});
fastify.addHook('onResponse', (request, reply, done) => {
  logger.info({ event: 'request', requestId: request.id, status: reply.statusCode, ms: reply.elapsedTime });
  done();
});
// Several first writes at a time would each open the file, and close that of the others.
await app.get(Starts).audit.open();
await app.listen(Number(env.PORT), '127.0.0.1');
