import { CONSENT } from '../support/people.js';

/** Numbers that occur nowhere else in the repository, with a valid check digit if they need one. */
export const AADHAARS = ['734912668051', '846203915770', '598130472663', '467295103826'].map(withCheckDigit);
export const PANS = ['QWXPK7391Z', 'QZXPM8264Y', 'QVXPL5937X', 'QJXPR4718W'];
export const NAMES = [
  'Zubeenkumar Xaltrovani',
  'Zaveriben Quontillal',
  'Zorawarsingh Wextrupati',
  'Zulekhabai Vontresha',
];
export const MOBILES = ['9731846205', '9642075318', '8817320964', '7093561824'];
const LINES = ['77 Qorvex Nivas', '78 Qorvex Nivas', '79 Qorvex Nivas', '80 Qorvex Nivas'];
const BIRTHDAYS = ['1987-11-29', '1988-10-28', '1989-09-27', '1991-08-26'];
const PID_CONTENT = 'UWlkQ2FuYXJ5RmluZ2VycHJpbnRNaW51dGlhZQ';
export const CREDENTIALS = {
  EKO_DEVELOPER_KEY: 'canary-developer-key-5f2c81',
  EKO_ACCESS_KEY: 'canary-access-key-9be047',
  STORE_ENCRYPTION_KEYS: `k1:${Buffer.from('canary-store-key-of-32-bytes-.-.').toString('base64')}`,
  IDENTIFIER_SECRET: Buffer.from('canary-identifier-secret-32-b-.-').toString('base64'),
};

/** Two parts of a JWT: the gateway's own tokens, and those of Levin's wallet. */
const JWT = /eyJ[\w-]{8,}\.eyJ/;

/** The unique data of one person, by the field names of the forms. */
export function personOf(index: number): Readonly<Record<string, unknown>> {
  return {
    name: NAMES[index],
    dateOfBirth: BIRTHDAYS[index],
    address: {
      line: LINES[index],
      area: 'Palasia',
      city: 'Indore',
      district: 'Indore',
      state: 'Madhya Pradesh',
      pincode: '452001',
    },
    aadhaarNumber: AADHAARS[index],
    pidData: `<PidData><Data type="X">${PID_CONTENT}</Data></PidData>`,
    consent: CONSENT,
    pan: PANS[index],
  };
}

/** Everything that a search must not find, with a description. */
function canaries(token: string): readonly (readonly [string, string])[] {
  const named = (what: string, values: readonly string[]): [string, string][] =>
    values.map((value) => [what, value]);
  const [, , signature = ''] = token.split('.');
  return [
    ...named('an Aadhaar number', AADHAARS),
    ...named(
      'the first eight digits of one',
      AADHAARS.map((number) => number.slice(0, 8)),
    ),
    ...named('a PAN', PANS),
    ...named('a name', NAMES),
    ...named('a mobile number', MOBILES),
    ...named('an address', LINES),
    ...named('a date of birth', BIRTHDAYS),
    ...named('a fingerprint', [PID_CONTENT]),
    ...named('a token', [token, signature]),
    ...named('a credential', Object.values(CREDENTIALS)),
    ...named('a key within one', [CREDENTIALS.STORE_ENCRYPTION_KEYS.slice(3)]),
  ];
}

/** The descriptions of the canaries in `content`, as text or in base64. */
export function found(content: string, token: string): readonly string[] {
  const jwt = JWT.test(content) ? ['a JWT'] : [];
  const known = canaries(token)
    .filter(
      ([, value]) =>
        content.includes(value) || content.includes(Buffer.from(value).toString('base64').slice(0, -4)),
    )
    .map(([what, value]) => `${what}: ${value}`);
  return [...jwt, ...known];
}

function withCheckDigit(number: string): string {
  const first = number.slice(0, 11);
  for (let digit = 0; digit < 10; digit++) if (verhoeff(first + String(digit))) return first + String(digit);
  throw new Error('every number has a check digit');
}

function verhoeff(digits: string): boolean {
  const multiply = (a: number, b: number): number =>
    a < 5
      ? b < 5
        ? (a + b) % 5
        : ((a + b - 5) % 5) + 5
      : b < 5
        ? ((a - 5 - b + 10) % 5) + 5
        : (a - b + 10) % 5;
  const permute = (digit: number, times: number): number =>
    times === 0 ? digit : permute([1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit] ?? 0, times - 1);
  const reversed = Array.from(digits, Number).reverse();
  return reversed.reduce((check, digit, index) => multiply(check, permute(digit, index % 8)), 0) === 0;
}
