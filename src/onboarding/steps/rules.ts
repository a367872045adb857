import { Problem } from '../../errors/problem.js';
import type { ActionInputs, Journey } from '../journey/product.js';
import type { Action } from '../journey/state.js';

const INDIA_OFFSET_MS = 5.5 * 3_600_000;
const OLDEST_BIRTH_DATE = '1900-01-01';

/**
 * Checks the rules of an input that its schema cannot express: the configured minimum age, and consent.
 * @throws Problem VALIDATION_FAILED, CONSENT_REQUIRED
 */
export function checkRules<A extends Action>(
  action: A,
  input: ActionInputs[A],
  { consentLanguages }: Journey,
  settings: { readonly minimumAge: number; readonly now: number },
): void {
  if ('dateOfBirth' in input && !isBirthDate(input.dateOfBirth, settings.minimumAge, settings.now)) {
    throw invalid('dateOfBirth', `the customer must be at least ${settings.minimumAge} years old`);
  }
  if (action !== 'SUBMIT_AADHAAR' && action !== 'SUBMIT_BIOMETRIC') return;
  const consent = 'consent' in input ? input.consent : undefined;
  if (consent?.given !== true) throw new Problem('CONSENT_REQUIRED');
  if (consentLanguages && !consentLanguages.includes(consent.language)) {
    throw invalid('consent.language', `must be one of ${consentLanguages.join(', ')}`);
  }
}

/**
 * Whether the text is a date, as YYYY-MM-DD, and a person born on it is at least `minimumAge` years old today.
 * @param now milliseconds since the epoch; "today" is the day in India
 */
export function isBirthDate(text: string, minimumAge: number, now: number): boolean {
  if (!isRealDate(text)) return false;
  const today = new Date(now + INDIA_OFFSET_MS).toISOString().slice(0, 10);
  const latest = `${String(Number(today.slice(0, 4)) - minimumAge).padStart(4, '0')}${today.slice(4)}`;
  return text >= OLDEST_BIRTH_DATE && text < today && text <= latest;
}

function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function invalid(field: string, message: string): Problem {
  return new Problem('VALIDATION_FAILED', { errors: [{ field, message }] });
}
