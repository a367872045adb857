import { Module } from '@nestjs/common';
import { ppiLevin } from './ppi-levin.journey.js';

/** The Levin wallet; it has no routes of its own. */
@Module({})
export class PpiLevinModule {
  static readonly product = ppiLevin;
}
