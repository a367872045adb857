import type { EventEmitter } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { clientNetwork } from '../http/client-address.js';
import { RefusedTokens } from '../limits/refused-tokens.js';
import type { Identity } from './agent.js';
import { bearerToken } from './bearer-token.js';
import { SCOPES } from '../http/route-policy.js';
import { TokenRefused } from './token-refused.js';
import { TokenVerifier } from './token-verifier.js';
import { VerificationQueue } from './verification-queue.js';

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
