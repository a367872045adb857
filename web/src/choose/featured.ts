/** A test customer of the list; its texts are found by the code. */
interface Featured {
  /** The last three digits; '' for an ordinary customer. */
  readonly code: string;
  readonly group: Group;
  /** The products in which it differs; all unless given. */
  readonly products?: readonly string[];
}

export type Group = 'usual' | 'refused' | 'limits' | 'detours' | 'lost';

export const GROUPS: readonly Group[] = ['usual', 'refused', 'limits', 'detours', 'lost'];

const WITH_AADHAAR_OTP = ['customer-account', 'ppi-digikhata', 'ppi-levin'];
const PAYMENTS = ['dmt-fino', 'ppi-digikhata', 'ppi-levin'];

/** What a visitor should see first; the others are in the list of all. */
export const FEATURED: readonly Featured[] = [
  { code: '', group: 'usual' },
  { code: '134', group: 'usual' },
  { code: '309', group: 'usual' },
  { code: '010', group: 'usual' },
  { code: '661', group: 'refused' },
  { code: '302', group: 'refused' },
  { code: '303', group: 'refused' },
  { code: '132', group: 'refused' },
  { code: '138', group: 'refused', products: WITH_AADHAAR_OTP },
  { code: '232', group: 'refused', products: WITH_AADHAAR_OTP },
  { code: '237', group: 'refused', products: WITH_AADHAAR_OTP },
  { code: '235', group: 'refused', products: ['dmt-fino'] },
  { code: '135', group: 'refused', products: ['dmt-fino'] },
  { code: '945', group: 'limits' },
  { code: '347', group: 'limits', products: ['dmt-fino'] },
  { code: '629', group: 'limits' },
  { code: '150', group: 'limits' },
  { code: '363', group: 'detours', products: PAYMENTS },
  { code: '463', group: 'detours', products: ['ppi-levin'] },
  { code: '131', group: 'detours' },
  { code: '707', group: 'lost' },
  { code: '706', group: 'lost' },
  { code: '602', group: 'lost' },
  { code: '608', group: 'lost' },
  { code: '500', group: 'lost' },
];
