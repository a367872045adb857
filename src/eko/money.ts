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
  if (paise === undefined) return undefined;
  const digits = paise.toString().padStart(3, '0');
  return `${sign === '-' && paise > 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Maximum of digits before the decimal point in an amount of a wallet. */
const MAX_DIGITS = 18;

/** `digits` with the decimal point `scale` places from their right end, in hundredths. */
function toPaise(digits: string, scale: number): bigint | undefined {
  if (scale <= 2) {
    if (digits.length - scale > MAX_DIGITS) return BigInt(digits) === 0n ? 0n : undefined;
    return BigInt(digits) * 10n ** BigInt(2 - scale);
  }
  if (scale - digits.length > 3) return 0n;
  const divisor = 10n ** BigInt(scale - 2);
  const paise = (BigInt(digits) + divisor / 2n) / divisor;
  return paise.toString().length > MAX_DIGITS + 2 ? undefined : paise;
}
