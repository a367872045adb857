import { Controller, Get } from '@nestjs/common';
import { Reads } from '../http/route-policy.js';
import { DescribeProducts } from '../openapi/describe.js';
import { statesOf } from './product.js';
import { ProductRegistry } from './product-registry.js';
import type { OnboardingState, StepName } from './state.js';

export interface ProductResource {
  readonly product: string;
  readonly steps: readonly StepName[];
  readonly states: readonly OnboardingState[];
}

/** What there is to onboard for. */
@Controller('v1/products')
export class ProductsController {
  constructor(private readonly registry: ProductRegistry) {}

  @Get()
  @Reads()
  @DescribeProducts()
  list(): { products: readonly ProductResource[] } {
    return {
      products: this.registry.products.map((product) => ({
        product: product.name,
        steps: product.journey.steps.map(({ step }) => step),
        states: statesOf(product),
      })),
    };
  }
}
