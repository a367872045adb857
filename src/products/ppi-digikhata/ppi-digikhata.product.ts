import type { Product } from '../../onboarding/product.js';
import { journey } from './ppi-digikhata.journey.js';
import { outcomes } from './ppi-digikhata.outcomes.js';

export const ppiDigikhata: Product = {
  name: 'ppi-digikhata',
  journey,
  outcomes,
  prerequisite: 'customer-account',
};
