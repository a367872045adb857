import { Module } from '@nestjs/common';
import { customerAccount } from './customer-account.journey.js';

/** The savings customer; it has no routes of its own. */
@Module({})
export class CustomerAccountModule {
  static readonly product = customerAccount;
}
