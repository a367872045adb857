import type { Product } from '../../onboarding/product.js';
import { journey } from './customer-account.journey.js';
import { outcomes } from './customer-account.outcomes.js';

export const customerAccount: Product = { name: 'customer-account', journey, outcomes };
