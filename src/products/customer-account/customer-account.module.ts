import { Module } from '@nestjs/common';
import { customerAccount } from './customer-account.product.js';

@Module({})
export class CustomerAccountModule {
  static readonly product = customerAccount;
}
