import { Controller, Get } from '@nestjs/common';
import { Type } from 'typebox';
import { Reads } from '../../http/route-policy.js';
import { DescribeList } from '../../http/describe.js';
import { property, type ValueOf } from '../../http/schema.js';
import { ProductName, statesOf } from '../journey/product.js';
import { ProductRegistry } from '../journey/product-registry.js';
import { OnboardingState, StepName } from '../journey/state.js';

const ProductList = Type.Object(
  {
    products: Type.Array(
      Type.Object(
        {
          product: property(ProductName, 'Its name, as addresses have it'),
          steps: Type.Array(StepName, { description: 'Its steps, in the order of the journey' }),
          states: Type.Array(OnboardingState, { description: 'The states its onboardings can show' }),
        },
        { $id: 'ProductJourney', additionalProperties: false, description: 'A product and its journey' },
      ),
      { description: 'All products' },
    ),
  },
  { $id: 'Products', additionalProperties: false, description: 'What customers can be onboarded for' },
);

/** The products. */
@Controller('v1/products')
export class ProductsController {
  constructor(private readonly registry: ProductRegistry) {}

  @Get()
  @Reads()
  @DescribeList({
    summary: 'The products, their steps and states',
    description: 'What customers can be onboarded for. It changes with a release only.',
    answer: ProductList,
  })
  listProducts(): ValueOf<typeof ProductList> {
    return {
      products: this.registry.products.map((product) => ({
        product: product.name,
        steps: product.journey.steps.map(({ step }) => step),
        states: statesOf(product),
      })),
    };
  }
}
