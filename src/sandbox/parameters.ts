/** The rule for one parameter; the refusal contains `expected`. */
export interface ParameterRule {
  readonly optional?: true;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** The rules for one call's parameters, by name. */
export type ParameterRules = Readonly<Record<string, ParameterRule>>;

const ADDRESS_PARTS = ['line', 'city', 'state', 'pincode', 'district'];

/** The types of parameters as Eko documents them (contract.md, "Calls"). */
export const name = matching(/^\S.{0,99}$/, 'a name');
export const dateOfBirth = rule('a date YYYY-MM-DD', isDate);
export const addressLines = rule('an array of strings', isListOfLines);
export const addressObjectText = rule('a JSON-encoded object with its address parts', isAddressObjectText);
export const aadhaarDigits = matching(/^[0-9]{12}$/, 'twelve digits as a string');
export const panNumber = matching(/^[A-Z]{5}[0-9]{4}[A-Z]$/, 'a PAN');
export const pidData = rule('a PidData XML whose Resp errCode is 0', isCapture);
export const integerOtp = rule('an integer, or a string when it begins with a zero', isIntegerOtp);
export const textOtp = matching(/^[0-9]{1,10}$/, 'digits as a string');
export const otpReference = rule('an integer or a string', isReference);
export const textReference = matching(/^\S+$/, 'a string');
export const anyText = rule('a string, which may be empty', (value) => typeof value === 'string');
export const mobileOrAadhaarIntent = matching(/^(19|20)$/, '"19" or "20"');
export const aadhaarIntent = matching(/^20$/, '"20"');
export const levinServiceCode = rule('80', (value) => value === 80);
export const organization = matching(/^1$/, '1');
export const consentLanguage = matching(/^([1-9]|1[0-3])$/, 'a pkid of a consent language');

function isCapture(value: unknown): boolean {
  const root = /^\uFEFF?\s*(<\?xml[^>]*\?>\s*)?(<!--[^>]*-->\s*)*<PidData[\s>]/;
  const failed = /<Resp\s[^>]*\berrCode\s*=\s*["'](?!\s*0+\s*["'])/;
  return typeof value === 'string' && root.test(value) && !failed.test(value);
}

/** The same rule for an optional parameter. */
export function optional(required: ParameterRule): ParameterRule {
  return { ...required, optional: true };
}

function rule(expected: string, accepts: (value: unknown) => boolean): ParameterRule {
  return { expected, accepts };
}

function matching(pattern: RegExp, expected: string): ParameterRule {
  return rule(expected, (value) => typeof value === 'string' && pattern.test(value));
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isListOfLines(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === 'string' && line !== '')
  );
}

function isAddressObjectText(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    const address: unknown = JSON.parse(value);
    if (typeof address !== 'object' || address === null) return false;
    const parts = new Map<string, unknown>(Object.entries(address));
    return ADDRESS_PARTS.every((part) => typeof parts.get(part) === 'string' && parts.get(part) !== '');
  } catch {
    return false;
  }
}

/** An integer would lose a leading zero; Eko documents that an OTP with a leading zero is sent as a string. */
function isIntegerOtp(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  return typeof value === 'string' && /^0[0-9]{2,9}$/.test(value);
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : Number.isSafeInteger(value);
}
