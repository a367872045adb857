import { Module } from '@nestjs/common';
import { ppiLevin } from './ppi-levin.journey.js';

/** The Levin wallet: nothing but what all products share. */
@Module({})
export class PpiLevinModule {
  static readonly product = ppiLevin;
}
