import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { AddressLimit } from '../limits/address-limit.js';
import { bearerToken } from './bearer-token.js';
import { ROUTE_POLICY, type RoutePolicy } from './route-policy.js';
import { TokenVerifier, type Identity } from './token-verifier.js';

/** Finds out who calls and what for, before anything else is looked at. A route without a policy is closed. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly addresses: AddressLimit,
    private readonly verifier: TokenVerifier,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, context.getHandler());
    if (!policy)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no policy`);
    if (policy.authentication === 'none') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { auth } = this.config;
    if (auth.mode === 'disabled') {
      request.agent = auth.userCode;
      return true;
    }
    const { agent, scopes } = await this.identify(request);
    if (policy.scope !== undefined && !scopes.includes(policy.scope)) {
      throw new Problem('FORBIDDEN', { challenge: `error="insufficient_scope", scope="${policy.scope}"` });
    }
    request.agent = agent;
    return true;
  }

  /**
   * @throws Problem UNAUTHENTICATED, RATE_LIMITED for an address that had too many tokens refused, or OVERLOADED while
   * there are no keys
   */
  private async identify({ headers, ip }: FastifyRequest): Promise<Identity> {
    const token = bearerToken(headers.authorization);
    const recalled = token === undefined ? undefined : this.verifier.recall(token);
    if (recalled) return recalled;
    const retryAfterSeconds = await this.addresses.wait(ip);
    if (retryAfterSeconds !== undefined) throw new Problem('RATE_LIMITED', { retryAfterSeconds });
    const identity = token === undefined ? undefined : await this.verify(token, ip);
    if (!identity) throw unauthenticated(headers.authorization);
    await this.addresses.succeeded(ip);
    return identity;
  }

  private async verify(token: string, ip: string): Promise<Identity | undefined> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      // It was neither good nor bad: an office behind one address must not pay for keys that we have not.
      await this.addresses.succeeded(ip);
      throw error;
    }
  }
}

/** RFC 6750, section 3.1: a request that carried nothing gets no error code, and no token learns why it is refused. */
function unauthenticated(authorization: string | undefined): Problem {
  return new Problem(
    'UNAUTHENTICATED',
    authorization === undefined ? {} : { challenge: 'error="invalid_token"' },
  );
}
