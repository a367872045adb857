import type { Product } from '../../onboarding/product.js';
import { journey } from './ppi-levin.journey.js';
import { outcomes } from './ppi-levin.outcomes.js';

export const ppiLevin: Product = { name: 'ppi-levin', journey, outcomes, prerequisite: 'customer-account' };
