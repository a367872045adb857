import { applyDecorators, Post, type Type } from '@nestjs/common';
import { DescribeStep } from '../../http/describe.js';
import { DispatchesOnce, type RoutePolicy } from '../../http/route-policy.js';
import { ACTION_ROUTES } from '../journey/product.js';
import { OnboardingResource } from '../journey/resource.js';
import type { Action } from '../journey/state.js';
import { EmptyRequest } from './requests.js';

/**
 * A route that takes a step: its address, its policy and its entry in the OpenAPI document.
 * @param body the request class
 * @param summary for the document
 */
export function Step(
  action: Action | 'START',
  body: Type,
  summary: string,
  limits: Pick<RoutePolicy, 'maxBodyBytes'> = {},
): MethodDecorator {
  const creates = action === 'START';
  return applyDecorators(
    Post(creates ? '' : `:id/${ACTION_ROUTES[action]}`),
    DispatchesOnce(limits),
    DescribeStep({ summary, body, answer: OnboardingResource, creates, empty: body === EmptyRequest }),
  );
}
