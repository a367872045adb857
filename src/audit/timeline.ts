import { CATALOGUE } from '../errors/catalogue.js';
import type { AuditLine } from './audit-lines.js';

const STEPS: Readonly<Record<string, string>> = {
  START: 'Start',
  REGISTER: 'Registration',
  VERIFY_OTP: 'OTP verification',
  RESEND_OTP: 'New OTP',
  SUBMIT_AADHAAR: 'Aadhaar number',
  SUBMIT_BIOMETRIC: 'Fingerprint',
  SUBMIT_PAN: 'PAN',
  REFRESH: 'Refresh',
  ERASE: 'Erasure',
};

const STATES: Readonly<Record<string, string>> = {
  NOT_REGISTERED: 'Eko does not know the customer; the registration comes next',
  OTP_PENDING: "an OTP was sent to the customer's mobile; its verification comes next",
  AADHAAR_PENDING: 'the Aadhaar number comes next',
  AADHAAR_OTP_PENDING:
    'an OTP was sent to the mobile linked to the Aadhaar number; its verification comes next',
  BIOMETRIC_PENDING: 'the fingerprint comes next',
  EKYC_OTP_PENDING: 'the fingerprint was accepted and an OTP was sent; its verification comes next',
  PAN_PENDING: 'the PAN comes next',
  COMPLETED: 'the onboarding is complete',
  REJECTED: 'the customer was rejected; nothing comes next',
  ERASED: 'nothing is kept of the customer; a start creates a new onboarding',
  OUTCOME_UNKNOWN: 'a call was sent and its answer was lost; a refresh by the agent looks up the outcome',
};

const TITLES = new Map(Object.entries(CATALOGUE).map(([code, { title }]) => [code, title]));
const INDENT = ' '.repeat(28);

/** Whether the line contains the reference, which names an onboarding, a request or a call to Eko. */
export function names(line: AuditLine, reference: string): boolean {
  return [line.onboarding, line.requestId, line.clientRefId].includes(reference);
}

/**
 * The events of one onboarding in words, oldest first.
 * @param lines of one onboarding, from any number of replicas, in any order
 * @param reference the reference that was looked up; the lines that contain it are marked
 */
export function timelineOf(lines: readonly AuditLine[], reference: string): readonly string[] {
  // Lines with the same time keep the order in which their process wrote them.
  const ordered = [...lines].sort((a, b) => compare(a.time ?? '', b.time ?? ''));
  const [first] = ordered;
  if (!first) return [];
  const { onboarding = 'none', product = 'an unknown product', agent = 'unknown' } = first;
  const about =
    onboarding === 'none' ? 'No onboarding: the address named none' : `Onboarding ${onboarding}, ${product}`;
  const entries = ordered.flatMap((line, index) => {
    const missing = missingBefore(ordered.slice(0, index), line);
    const unanswered = line.event === 'consent' && !answered(ordered.slice(index), line);
    const mark = onboarding !== reference && names(line, reference) ? '*' : ' ';
    return [
      ...(missing ? [`${INDENT}(${missing})`] : []),
      `${mark} ${line.time ?? 'at an unknown time'}  ${wordsOf(line)}`,
      `${INDENT}${referencesOf(line)}`,
      ...(unanswered ? [`${INDENT}(${UNANSWERED})`] : []),
    ];
  });
  const marks = onboarding === reference ? [] : [`The lines with * name ${reference}.`];
  return [`${about}, agent ${agent}. Times are UTC.`, ...entries, ...marks, ...nowOf(ordered)];
}

const UNANSWERED =
  'No line records the outcome of this: the process ended, or the line is in a stream that was not given.';

function wordsOf(line: AuditLine): string {
  if (line.event === 'consent') return consentOf(line);
  if (line.event !== 'step') return `${line.event ?? 'An unknown event'}.`;
  const { outcome = 'unknown', replayed } = line;
  const step = STEPS[line.step ?? ''] ?? line.step ?? 'An unknown step';
  const title = TITLES.get(outcome);
  if (replayed)
    return `${step}: the same request once more; it got the stored answer, ${outcome}, and nothing was done.`;
  const result = title === undefined ? 'done.' : `${outcome}. ${title}.`;
  const decided = line.overrides.map((row) => `Decided by the override ${row}.`);
  return [`${step}: ${result}`, ...movementOf(line), ...decided].join(' ');
}

function consentOf({ step, noticeVersion, language, purpose, identity }: AuditLine): string {
  const notice = `notice ${noticeVersion ?? 'unknown'} in "${language ?? 'unknown'}"`;
  const what = STEPS[step ?? ''] ?? step ?? 'an unknown step';
  return `Consent given (${what}): ${notice}, ${purpose ?? 'purpose unknown'}, Aadhaar ${identity ?? 'unknown'}.`;
}

function movementOf({ before, after }: AuditLine): readonly string[] {
  if (after === undefined) return [];
  if (before === after) return [`The state stayed ${after}.`];
  const from = before === undefined ? '' : `${before} -> `;
  return [`State: ${from}${after}, ${STATES[after] ?? 'a state that this version does not know'}.`];
}

function referencesOf({ clientRefId, requestId }: AuditLine): string {
  const request = `request ${requestId ?? 'unknown'}`;
  return clientRefId === undefined ? request : `client_ref_id ${clientRefId}, ${request}`;
}

/** A line's first state is the last state of the line before it; otherwise a line between them is missing. */
function missingBefore(earlier: readonly AuditLine[], { before }: AuditLine): string | undefined {
  const last = earlier.findLast(({ after, replayed }) => after !== undefined && !replayed)?.after;
  if (before === undefined || last === undefined || before === last) return undefined;
  return `The state was ${last} and is ${before} here. A line between is missing: the process ended before it could write it, or it is in a stream that was not given.`;
}

function answered(later: readonly AuditLine[], { requestId }: AuditLine): boolean {
  return later.some((line) => line.event === 'step' && line.requestId === requestId);
}

function nowOf(ordered: readonly AuditLine[]): readonly string[] {
  const state = ordered.findLast(({ after, replayed }) => after !== undefined && !replayed)?.after;
  return state === undefined
    ? []
    : [`State after these lines: ${state}, ${STATES[state] ?? 'a state that this version does not know'}.`];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
