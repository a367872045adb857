import { Module } from '@nestjs/common';
import { customerAccount } from './customer-account.journey.js';

/** The savings customer: nothing but what all products share. */
@Module({})
export class CustomerAccountModule {
  static readonly product = customerAccount;
}
