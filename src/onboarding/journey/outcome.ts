import { readText, type Envelope, type JsonObject } from '../../eko/envelope.js';
import type { CallName } from '../../eko/call.js';
import type { ProblemCode } from '../../errors/catalogue.js';
import type { KycLevel } from './onboarding.js';
import type { ClientField } from './refused-fields.js';
import type { OnboardingState, OtpPurpose } from './state.js';

/** The problems that a reply can mean. All others are the gateway's own, or mean that no reply arrived. */
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
  /** An error for the client; without `state` the state is unchanged. `fields`: those that this reply refuses. */
  | {
      readonly problem: OutcomeProblem;
      readonly state?: OnboardingState;
      readonly fields?: readonly ClientField[];
    }
  /** The reply does not contain the customer state: one look-up follows, whose reply decides. */
  | { readonly lookUp: true }
  /** A reply that changes nothing (consent texts). */
  | { readonly information: true };

/** The conditions of a row; the row applies to a reply that meets all that are present. */
export interface ReplyCondition {
  /** A field of `data` that is neither absent nor empty. */
  readonly present?: string;
  /** Fields of `data`: at least one is present, and all that are present mean yes. */
  readonly affirmed?: readonly string[];
  /** A field of `data` that means no. */
  readonly denied?: string;
  /** `data.intent_id`: 19 or absent means MOBILE, 20 means AADHAAR. */
  readonly intent?: 'MOBILE' | 'AADHAAR' | 'NONE';
  /** A text that `data.description` contains, in upper or lower case. */
  readonly description?: string;
  /** Names of parameters: Eko refused at least one of them. */
  readonly refused?: readonly string[];
}

interface Row {
  /** The calls that the row is for; absent: all. */
  readonly calls?: readonly CallName[];
  readonly where?: ReplyCondition;
  readonly outcome: Outcome;
}

/** Decides by `response_type_id`, and by a status where one is given. */
interface TypeRow extends Row {
  readonly typeId: number;
  readonly refusal?: never;
  /** `status` or `response_status_id`: Eko uses both for the same values. Success, 0, is compared with `status` only. */
  readonly status?: number;
}

/** Decides by `status`, then by `response_status_id`, where no row with a type id decides. */
interface StatusRow extends Row {
  readonly typeId?: never;
  readonly refusal?: never;
  readonly status: number;
}

/** Decides for a reply that refuses parameters, where neither type id nor status decides. */
interface RefusalRow extends Row {
  readonly typeId?: never;
  readonly refusal: true;
  readonly status?: never;
}

/** Decides by the data of a reply without a type id, where no row above decides. */
interface UntypedRow extends Row {
  readonly typeId: 'NONE';
  readonly refusal?: never;
  readonly status?: never;
  readonly where: ReplyCondition;
}

/** One row of an outcome table. */
export type OutcomeRow = TypeRow | StatusRow | RefusalRow | UntypedRow;

/** Rows in the order of Eko's documents; of rows of the same kind, the first match decides. */
export type OutcomeTable = readonly OutcomeRow[];

/**
 * The row that decides what a reply means, in the order of contract.md, "Replies": by the type id, then by the
 * status, then by a refused parameter, then by the data of a reply without a type id.
 * @returns undefined when no row matches: the reply is unrecognized, and nothing may be concluded from it
 */
export function decidingRow(table: OutcomeTable, call: CallName, envelope: Envelope): OutcomeRow | undefined {
  for (const decides of IN_ORDER) {
    const row = table.find(
      (one) => decides(one, envelope) && (one.calls?.includes(call) ?? true) && holds(one.where, envelope),
    );
    if (row) return row;
  }
  return undefined;
}

const IN_ORDER: readonly ((row: OutcomeRow, envelope: Envelope) => boolean)[] = [
  (row, envelope) =>
    typeof row.typeId === 'number' && row.typeId === envelope.typeId && refines(row.status, envelope),
  (row, { status }) => isStatusRow(row) && row.status === status,
  (row, { statusId }) => isStatusRow(row) && row.status === statusId,
  (row, envelope) => row.refusal === true && refusesParameters(envelope),
  (row, { typeId }) => row.typeId === 'NONE' && typeId === undefined,
];

function isStatusRow({ typeId, refusal }: OutcomeRow): boolean {
  return typeId === undefined && refusal === undefined;
}

function refines(wanted: number | undefined, { status, statusId }: Envelope): boolean {
  return wanted === undefined || wanted === status || (wanted !== 0 && wanted === statusId);
}

/** The statuses of a refused parameter (contract.md, "Replies"). */
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

/** Whether at least one word is present and all present words mean yes. */
function affirms(words: readonly (string | undefined)[]): boolean {
  const present = words.filter((word) => word !== undefined);
  return present.length > 0 && present.every((word) => YES.includes(word));
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
