import { Module } from '@nestjs/common';
import { ppiLevin } from './ppi-levin.product.js';

@Module({})
export class PpiLevinModule {
  static readonly product = ppiLevin;
}
