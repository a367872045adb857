import { Module } from '@nestjs/common';
import { DmtFinoController } from './dmt-fino.controller.js';
import { dmtFino } from './dmt-fino.journey.js';

/** Money transfer, with its fingerprint route. */
@Module({ controllers: [DmtFinoController] })
export class DmtFinoModule {
  static readonly product = dmtFino;
}
