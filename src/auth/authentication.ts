import { TokenRefused } from './token-refused.js';
import type { EventEmitter } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { clientNetwork } from '../http/client-address.js';
import { RefusedTokens } from '../limits/refused-tokens.js';
import type { Identity } from '../http/caller.js';
import { SCOPES } from '../http/route-policy.js';
import { TokenVerifier } from './token-verifier.js';
import { VerificationQueue } from './verification-queue.js';

/** Longest token that is looked at, bytes: real ones are 1 to 2 KiB, and node takes 16 KiB of headers in all. */
const MAX_TOKEN_BYTES = 8 * 1024;
const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/**
 * The compact JWS of an Authorization header (RFC 6750, section 2.1).
 * @throws TokenRefused for what is too long, or no token
 */
export function bearerToken(authorization: string): string {
  if (authorization.length > MAX_TOKEN_BYTES) throw new TokenRefused('size');
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new TokenRefused('malformed');
  return token;
}

/**
 * Finds out who calls, from the headers alone: before any byte of a body is read, and nowhere else. A route that
 * declares no policy is closed, also one that no controller has.
 */
export function authenticateRequests(fastify: FastifyInstance, authentication: Authentication): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const { policy, url } = request.routeOptions.config;
    if (!policy) throw new Error(`${url} declares no policy`);
    if (policy.authentication === 'agent')
      request.identity = await authentication.identify(request, reply.raw);
  });
}

/** Tells who sends a request by the token in its headers. */
@Injectable()
export class Authentication {
  private readonly queue = new VerificationQueue();

  constructor(
    private readonly refused: RefusedTokens,
    private readonly verifier: TokenVerifier,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * A token that was verified before is recalled. Any other is verified, whoever else sends from its address: where
   * many were refused, since a whole town may share that address (carrier NAT), it waits for its turn.
   * @param response by which a client that waits is seen to leave
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
