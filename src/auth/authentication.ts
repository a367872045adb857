import { TokenRefused } from './token-refused.js';
import type { EventEmitter } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { clientNetwork } from '../http/client-address.js';
import { RefusedTokens } from '../limits/refused-tokens.js';
import type { Identity } from '../http/caller.js';
import { routeOf } from '../http/route.js';
import { SCOPES } from '../http/route-policy.js';
import { TokenVerifier } from './token-verifier.js';
import { VerificationQueue } from './verification-queue.js';

/** Maximum size of the Authorization header, bytes. Real tokens have 1 to 2 KiB; Node.js accepts 16 KiB of headers. */
const MAX_TOKEN_BYTES = 8 * 1024;
const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/**
 * The compact JWS of an Authorization header (RFC 6750, section 2.1).
 * @throws TokenRefused when it is too long or not a token
 */
export function bearerToken(authorization: string): string {
  if (authorization.length > MAX_TOKEN_BYTES) throw new TokenRefused('size');
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new TokenRefused('malformed');
  return token;
}

/**
 * Authenticates requests from their headers, before any byte of a body is read. A route without a policy is closed,
 * including a route outside the controllers.
 */
export function authenticateRequests(fastify: FastifyInstance, authentication: Authentication): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const { policy, url } = routeOf(request);
    if (!policy) throw new Error(`${url} declares no policy`);
    if (policy.authentication === 'agent')
      request.identity = await authentication.identify(request, reply.raw);
  });
}

/** Identifies the agent of a request by the token in its headers. */
@Injectable()
export class Authentication {
  private readonly queue = new VerificationQueue();

  constructor(
    private readonly refused: RefusedTokens,
    private readonly verifier: TokenVerifier,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * A token that was verified before is recalled. Any other token is verified. From an address with many refused tokens
   * it waits in a queue instead of being refused, because a whole town may share the address (carrier NAT).
   * @param response its `close` event shows that a waiting client has disconnected
   * @throws Problem UNAUTHENTICATED, or OVERLOADED while there are no keys
   */
  async identify(request: FastifyRequest, response: EventEmitter): Promise<Identity> {
    const { auth } = this.config;
    if (auth.mode === 'disabled') return { agent: auth.userCode, scopes: SCOPES };
    const { authorization } = request.headers;
    if (authorization === undefined) throw new Problem('UNAUTHENTICATED');
    try {
      return await this.identityBy(bearerToken(authorization), clientNetwork(request.ip), response);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      request.tokenRefusal = error.reason;
      throw new Problem('UNAUTHENTICATED', { challenge: 'error="invalid_token"' });
    }
  }

  private async identityBy(token: string, network: string, response: EventEmitter): Promise<Identity> {
    const recalled = this.verifier.recall(token);
    if (recalled) return recalled;
    if (this.refused.isSuspicious(network)) await this.queue.turn(response);
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof TokenRefused) this.refused.count(network);
      throw error;
    }
  }
}
