import type { Product } from '../../onboarding/product.js';
import { journey } from './dmt-fino.journey.js';
import { outcomes } from './dmt-fino.outcomes.js';

export const dmtFino: Product = { name: 'dmt-fino', journey, outcomes, prerequisite: 'customer-account' };
