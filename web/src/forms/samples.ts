import type { Values } from './field.js';

/** Test data that the sandbox accepts (docs/sandbox.md), by name of the field. */
export const SAMPLES: Values = {
  name: 'Karan Garg',
  dateOfBirth: '1990-05-15',
  'address.line': '12 Gita Bhavan',
  'address.area': 'Palasia',
  'address.city': 'Indore',
  'address.district': 'Indore',
  'address.state': 'Madhya Pradesh',
  'address.pincode': '452001',
  // UIDAI's number for tests.
  aadhaarNumber: '999941057058',
  pan: 'ABCDE1234F',
};
