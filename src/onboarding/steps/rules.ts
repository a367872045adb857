import { Problem } from '../../errors/problem.js';
import { isBirthDate } from '../forms/birth-date.js';
import type { ActionInputs, Journey } from '../journey/product.js';
import type { Action } from '../journey/state.js';

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

function invalid(field: string, message: string): Problem {
  return new Problem('VALIDATION_FAILED', { errors: [{ field, message }] });
}
