/**
 * Writes an amount of Eko's as a decimal string with two digits, exactly.
 * Eko spells one amount in many ways: `"50000"`, `"50000.0"`, `50000`, `"2.20834002375E9"` (contract.md, "Traps").
 * The digits are handled as text, since a binary float would change paise of large amounts; more than two
 * fraction digits are rounded half away from zero, as accounts do.
 * @returns undefined when it is not an amount, or larger than any wallet's
 */
export function readAmount(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 40) return undefined;
  const match = /^\s*([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const paise = toPaise(whole + fraction, fraction.length - Number(exponent));
  if (paise.length > MAX_DIGITS) return undefined;
  const digits = paise.padStart(3, '0');
  return `${sign === '-' && paise !== '' ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Maximum of digits in an amount of a wallet, with those of its paise. */
const MAX_DIGITS = 20;

/** `digits` with the decimal point `scale` places from their right end, in hundredths, without leading zeros. */
function toPaise(digits: string, scale: number): string {
  if (scale <= 2) return withoutZeros(digits + '0'.repeat(2 - scale));
  const end = digits.length - (scale - 2);
  const kept = digits.slice(0, Math.max(0, end));
  return withoutZeros(digits.charAt(end) >= '5' ? String(BigInt(kept) + 1n) : kept);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, '');
}
