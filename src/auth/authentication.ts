import type { EventEmitter } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { clientNetwork } from '../http/client-address.js';
import { RefusedTokens } from '../limits/refused-tokens.js';
import type { Identity } from './agent.js';
import { bearerToken } from './bearer-token.js';
import { SCOPES } from './route-policy.js';
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
  async identify(
    { headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>,
    response: EventEmitter,
  ): Promise<Identity> {
    const { auth } = this.config;
    if (auth.mode === 'disabled') return { agent: auth.userCode, scopes: SCOPES };
    const token = bearerToken(headers.authorization);
    if (token === undefined) throw unauthenticated(headers.authorization);
    const recalled = this.verifier.recall(token);
    if (recalled) return recalled;
    const network = clientNetwork(ip);
    if (this.refused.isSuspicious(network)) await this.queue.turn(response);
    const identity = await this.verifier.verify(token);
    if (identity) return identity;
    this.refused.count(network);
    throw unauthenticated(headers.authorization);
  }
}

/** RFC 6750, section 3.1: a request that carried nothing gets no error code, and no token learns why it is refused. */
function unauthenticated(authorization: string | undefined): Problem {
  return new Problem(
    'UNAUTHENTICATED',
    authorization === undefined ? {} : { challenge: 'error="invalid_token"' },
  );
}
