import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';
import { offers } from './product.js';
import { ProductRegistry } from './product-registry.js';
import type { Action } from './state.js';

const STEP_ACTION = 'step-action';

/** Declares which action a route performs. */
export const Performs = (action: Action): MethodDecorator => SetMetadata(STEP_ACTION, action);

/** Answers for products and steps that do not exist, before a body is looked at. */
@Injectable()
export class StepGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly registry: ProductRegistry,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { product: name } = context
      .switchToHttp()
      .getRequest<FastifyRequest<{ Params: { product?: string } }>>().params;
    if (name === undefined) return true;
    const product = this.registry.get(name);
    const action = this.reflector.get<Action | undefined>(STEP_ACTION, context.getHandler());
    if (action === undefined || offers(product, action)) return true;
    throw new Problem('STEP_NOT_FOUND');
  }
}
