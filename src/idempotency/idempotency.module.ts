import { Module } from '@nestjs/common';
import { StoreModule } from '../store/store.module.js';
import { STORE_SECRETS, type StoreSecrets } from '../store/store-secrets.js';
import { Dispatches } from './dispatches.js';
import { Identifiers } from './identifiers.js';

/** At most one dispatch per key, and the identifiers that are derived for it. */
@Module({
  imports: [StoreModule],
  providers: [
    {
      provide: Identifiers,
      inject: [STORE_SECRETS],
      useFactory: ({ identifierSecret }: StoreSecrets) => new Identifiers(identifierSecret),
    },
    Dispatches,
  ],
  exports: [Identifiers, Dispatches],
})
export class IdempotencyModule {}
