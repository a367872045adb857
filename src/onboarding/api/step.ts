import { applyDecorators, Post } from '@nestjs/common';
import { DescribeStep, type Description } from '../../http/describe.js';
import { DispatchesOnce, type RoutePolicy } from '../../http/route-policy.js';
import { bodySchema } from '../forms/form.js';
import { EmptyRequest } from '../forms/requests.js';
import { REQUESTS } from '../journey/forms.js';
import { ACTION_ROUTES } from '../journey/product.js';
import { OnboardingResource } from '../journey/resource.js';
import type { Action } from '../journey/state.js';

/**
 * A route that takes a step: its address, its policy and its entry in the OpenAPI document.
 * @param texts for the document
 */
export function Step(
  action: Action | 'START',
  texts: Description,
  limits: Pick<RoutePolicy, 'maxBodyBytes'> = {},
): MethodDecorator {
  const creates = action === 'START';
  return applyDecorators(
    Post(creates ? '' : `:id/${ACTION_ROUTES[action]}`),
    DispatchesOnce(limits),
    DescribeStep({
      ...texts,
      body: bodySchema(REQUESTS[action]),
      answer: OnboardingResource,
      creates,
      empty: REQUESTS[action] === EmptyRequest,
    }),
  );
}
