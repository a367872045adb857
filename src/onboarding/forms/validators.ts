import { ValidateBy } from 'class-validator';
import { isBirthDate } from './birth-date.js';
import { pidFault } from './pid-block.js';

/** The Verhoeff check digit, which UIDAI uses: D is the multiplication of the dihedral group D5, P its permutation. */
const D = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const P = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

/** Whether the text has twelve digits, the first not 0 or 1, and the last the correct check digit. */
export function isAadhaarNumber(text: string): boolean {
  if (!/^[2-9][0-9]{11}$/.test(text)) return false;
  const digits = text.split('').reverse().map(Number);
  return digits.reduce((check, digit, index) => D[check]?.[P[index % 8]?.[digit] ?? 0] ?? 0, 0) === 0;
}

/** Letters of any script and the characters between them in names; Indian scripts need the joiner and non-joiner. */
export function isPersonName(text: string): boolean {
  return /^\p{L}[\p{L}\p{M} .'’\u200c\u200d-]{0,99}$/u.test(text);
}

/** Text for a person to read: no control characters, not blank. */
export function isPlainText(text: string, maxLength: number): boolean {
  return text.length <= maxLength && /\S/.test(text) && !/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(text);
}

const rule = (name: string, message: string, holds: (text: string) => boolean) => (): PropertyDecorator =>
  ValidateBy(
    { name, validator: { validate: (value: unknown) => typeof value === 'string' && holds(value) } },
    { message },
  );

export const IsAadhaarNumber = rule(
  'isAadhaarNumber',
  'must be a valid Aadhaar number of twelve digits',
  isAadhaarNumber,
);
export const IsRealPastDate = rule('isRealPastDate', 'must be a date in the past, as YYYY-MM-DD', (text) =>
  isBirthDate(text, 0, Date.now()),
);
export const IsPersonName = rule('isPersonName', 'must be a name of 1 to 100 letters', isPersonName);

/** A capture of an RD service that succeeded. */
export const IsPidBlock = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPidBlock',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && pidFault(value) === undefined,
      defaultMessage: (context) => pidFault(String(context?.value)) ?? '',
    },
  });

/** Text of 1 to `maxLength` characters without control characters. */
export const IsPlainText = (maxLength: number): PropertyDecorator =>
  rule('isPlainText', `must be text of 1 to ${maxLength} characters`, (text) =>
    isPlainText(text, maxLength),
  )();
