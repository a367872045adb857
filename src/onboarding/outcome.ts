import { readText, type Envelope } from '../eko/envelope.js';
import type { CallName } from '../eko/call.js';
import type { ProblemCode } from '../errors/catalogue.js';
import type { KycLevel } from './onboarding.js';
import type { OnboardingState, OtpPurpose } from './state.js';

/** What a reply means for the onboarding. */
export type Outcome =
  | { readonly state: OnboardingState; readonly kyc?: KycLevel }
  | { readonly otpSent: OtpPurpose }
  /** An error the client must see; the state stays unless one is named. */
  | { readonly problem: ProblemCode; readonly state?: OnboardingState }
  /** The reply does not say where the customer stands: look up once and take that answer. */
  | { readonly lookUp: true }
  /** A reply to a question that changes nothing (consent texts). */
  | { readonly information: true };

/** What must hold of a reply's data for a row to apply. */
export interface DataCondition {
  /** A field that is neither absent nor empty. */
  readonly present?: string;
  /** A field that says true. */
  readonly affirmed?: string;
  /** `data.intent_id`: 19 or none is the mobile, 20 Aadhaar. */
  readonly intent?: 'MOBILE' | 'AADHAAR' | 'NONE';
  /** A pattern that `data.description` must match. */
  readonly description?: RegExp;
}

/** One line of an outcome table: (call, type id, status id) and a condition, to the outcome. First match wins. */
export interface OutcomeRow {
  readonly calls?: readonly CallName[];
  /** `response_type_id`; 'NONE' for a reply without one; absent where the status alone decides. */
  readonly typeId?: number | 'NONE';
  /** `response_status_id` or `status`: Eko uses both for the same values. But success, 0, is `status` alone. */
  readonly status?: number;
  readonly where?: DataCondition;
  readonly outcome: Outcome;
}

/** All rows of a product, in the order of Eko's documents. */
export type OutcomeTable = readonly OutcomeRow[];

/**
 * The outcome that the first matching row gives.
 * @returns undefined when no row knows the reply: it is unrecognized, and nothing may be concluded from it
 */
export function interpret(table: OutcomeTable, call: CallName, envelope: Envelope): Outcome | undefined {
  return table.find((row) => matches(row, call, envelope))?.outcome;
}

function matches(row: OutcomeRow, call: CallName, envelope: Envelope): boolean {
  if (row.calls && !row.calls.includes(call)) return false;
  if (row.typeId !== undefined && row.typeId !== (envelope.typeId ?? 'NONE')) return false;
  if (row.status === 0 && envelope.status !== 0) return false;
  if (row.status !== undefined && row.status !== envelope.status && row.status !== envelope.statusId)
    return false;
  return !row.where || holds(row.where, envelope);
}

function holds(where: DataCondition, { data }: Envelope): boolean {
  if (where.present !== undefined && readText(data, where.present) === undefined) return false;
  if (where.affirmed !== undefined && !affirms(data[where.affirmed])) return false;
  if (where.description && !where.description.test(readText(data, 'description') ?? '')) return false;
  return where.intent === undefined || INTENTS[where.intent].includes(readText(data, 'intent_id'));
}

const INTENTS: Record<NonNullable<DataCondition['intent']>, readonly (string | undefined)[]> = {
  MOBILE: ['19', undefined],
  AADHAAR: ['20'],
  NONE: [undefined],
};

function affirms(value: unknown): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}
