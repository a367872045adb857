import { readText, type Envelope, type JsonObject } from '../../eko/envelope.js';
import type { CallName } from '../../eko/call.js';
import type { ProblemCode } from '../../errors/catalogue.js';
import type { KycLevel } from './onboarding.js';
import type { ClientField } from './refused-fields.js';
import type { OnboardingState, OtpPurpose } from './state.js';

/** The problems that a reply can mean. All others are about what was not sent or not answered, or are the gateway's own. */
export const OUTCOME_PROBLEMS = [
  'OTP_INCORRECT',
  'OTP_EXPIRED',
  'AADHAAR_REJECTED',
  'BIOMETRIC_REJECTED',
  'PAN_REJECTED',
  'CUSTOMER_DETAILS_REJECTED',
  'LIMIT_EXHAUSTED',
  'CUSTOMER_ACCOUNT_REQUIRED',
  'WALLET_SESSION_EXPIRED',
  'AGENT_BALANCE_INSUFFICIENT',
  'AADHAAR_SERVICE_UNAVAILABLE',
  'UPSTREAM_REJECTED_REQUEST',
  'UPSTREAM_CREDENTIALS_REJECTED',
] as const satisfies readonly ProblemCode[];
export type OutcomeProblem = (typeof OUTCOME_PROBLEMS)[number];

/** What a reply means for the onboarding. */
export type Outcome =
  | { readonly state: OnboardingState; readonly kyc?: KycLevel }
  | { readonly otpSent: OtpPurpose }
  /** An error the client must see; the state stays unless one is named. `fields` are those at fault by this very reply. */
  | {
      readonly problem: OutcomeProblem;
      readonly state?: OnboardingState;
      readonly fields?: readonly ClientField[];
    }
  /** The reply does not say where the customer stands: look up once and take that answer. */
  | { readonly lookUp: true }
  /** A reply to a question that changes nothing (consent texts). */
  | { readonly information: true };

/** What must hold of a reply for a row to apply; all that is named here must. */
export interface ReplyCondition {
  /** A field of `data` that is neither absent nor empty. */
  readonly present?: string;
  /** Fields of `data` of which at least one is there, and all that are there say yes. */
  readonly affirmed?: readonly string[];
  /** A field of `data` that says no. */
  readonly denied?: string;
  /** `data.intent_id`: 19 or none is the mobile, 20 Aadhaar. */
  readonly intent?: 'MOBILE' | 'AADHAAR' | 'NONE';
  /** A text that `data.description` contains, in any case. */
  readonly description?: string;
  /** Parameters of which Eko refused one by name. */
  readonly refused?: readonly string[];
}

interface Row {
  /** The calls whose replies it reads; absent: all. */
  readonly calls?: readonly CallName[];
  readonly where?: ReplyCondition;
  readonly outcome: Outcome;
}

/** Reads a reply by its `response_type_id`, which a status may refine. */
interface TypeRow extends Row {
  readonly typeId: number;
  /** `status` or `response_status_id`: Eko uses both for the same values. But success, 0, is `status` alone. */
  readonly status?: number;
}

/** Reads a reply by its `status`, or failing that its `response_status_id`, where no type id decides. */
interface StatusRow extends Row {
  readonly typeId?: never;
  readonly status: number;
}

/** Reads a reply that refuses parameters, where neither type id nor status decides. */
interface RefusalRow extends Row {
  readonly refusal: true;
}

/** Reads a reply that has no type id by its data, where nothing above decides. */
interface UntypedRow extends Row {
  readonly typeId: 'NONE';
  readonly where: ReplyCondition;
}

/** One line of an outcome table. By what it reads a reply, its shape says. */
export type OutcomeRow = TypeRow | StatusRow | RefusalRow | UntypedRow;

/** Rows in the order of Eko's documents; of those that read a reply by the same thing, the first match wins. */
export type OutcomeTable = readonly OutcomeRow[];

/**
 * The row that decides what a reply means, in the order of contract.md, "Replies": a type id that the table knows
 * for the call, then the status, then a refused parameter, then what the data of a reply without type id says.
 * @returns undefined when no row knows the reply: it is unrecognized, and nothing may be concluded from it
 */
export function decidingRow(table: OutcomeTable, call: CallName, envelope: Envelope): OutcomeRow | undefined {
  const { typeId, status, statusId } = envelope;
  const rows = table.filter((row) => (row.calls?.includes(call) ?? true) && holds(row.where, envelope));
  const byStatus = (value: number | undefined): OutcomeRow | undefined =>
    rows.find((row) => isStatusRow(row) && row.status === value);
  return (
    rows.find((row) => isTypeRow(row) && row.typeId === typeId && refines(row.status, envelope)) ??
    byStatus(status) ??
    byStatus(statusId) ??
    (refusesParameters(envelope) ? rows.find((row) => 'refusal' in row) : undefined) ??
    (typeId === undefined ? rows.find((row) => 'typeId' in row && row.typeId === 'NONE') : undefined)
  );
}

function isTypeRow(row: OutcomeRow): row is TypeRow {
  return 'typeId' in row && typeof row.typeId === 'number';
}

function isStatusRow(row: OutcomeRow): row is StatusRow {
  return !('refusal' in row) && row.typeId === undefined;
}

function refines(wanted: number | undefined, { status, statusId }: Envelope): boolean {
  return wanted === undefined || wanted === status || (wanted !== 0 && wanted === statusId);
}

/** Statuses with which Eko refuses a parameter (contract.md, "Replies"). */
const REFUSALS: readonly (number | undefined)[] = [461, 97];

function refusesParameters({ typeId, status, statusId, noKey }: Envelope): boolean {
  return typeId === -1 || REFUSALS.includes(status) || REFUSALS.includes(statusId) || noKey === true;
}

function holds(where: ReplyCondition = {}, { data, invalidParameters }: Envelope): boolean {
  const { present, affirmed, denied, intent, description, refused } = where;
  return (
    (present === undefined || readText(data, present) !== undefined) &&
    (!affirmed || affirms(affirmed.map((key) => readWord(data, key)))) &&
    (denied === undefined || NO.includes(readWord(data, denied))) &&
    (intent === undefined || INTENTS[intent].includes(readText(data, 'intent_id'))) &&
    (description === undefined || contains(readText(data, 'description'), description)) &&
    (!refused || refused.some((name) => invalidParameters.includes(name)))
  );
}

const YES: readonly (string | undefined)[] = ['true', '1', 'success'];
const NO: readonly (string | undefined)[] = ['false', '0'];

/** One contradiction, and nothing is affirmed. */
function affirms(words: readonly (string | undefined)[]): boolean {
  const said = words.filter((word) => word !== undefined);
  return said.length > 0 && said.every((word) => YES.includes(word));
}

function readWord(data: JsonObject, key: string): string | undefined {
  const value = data[key];
  return typeof value === 'boolean' ? String(value) : readText(data, key)?.toLowerCase();
}

const INTENTS: Record<NonNullable<ReplyCondition['intent']>, readonly (string | undefined)[]> = {
  MOBILE: ['19', undefined],
  AADHAAR: ['20'],
  NONE: [undefined],
};

function contains(text: string | undefined, part: string): boolean {
  return text?.toLowerCase().includes(part.toLowerCase()) ?? false;
}
