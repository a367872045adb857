import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CATALOGUE, PROBLEM_CODES, problemByName, problemType, type ProblemCode } from './catalogue.js';

// The table of api.md, "Errors".
const TABLE: Readonly<Record<ProblemCode, number>> = {
  MALFORMED_REQUEST: 400,
  VALIDATION_FAILED: 400,
  IDEMPOTENCY_KEY_MISSING: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  STEP_NOT_FOUND: 404,
  ONBOARDING_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  PAYLOAD_TOO_LARGE: 413,
  URI_TOO_LONG: 414,
  UNSUPPORTED_MEDIA_TYPE: 415,
  HEADERS_TOO_LARGE: 431,
  STEP_NOT_ALLOWED: 409,
  STEP_IN_PROGRESS: 409,
  WALLET_SESSION_EXPIRED: 409,
  CUSTOMER_ACCOUNT_REQUIRED: 409,
  AGENT_BALANCE_INSUFFICIENT: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  OTP_INCORRECT: 422,
  OTP_EXPIRED: 422,
  AADHAAR_REJECTED: 422,
  BIOMETRIC_REJECTED: 422,
  PAN_REJECTED: 422,
  CUSTOMER_DETAILS_REJECTED: 422,
  CONSENT_REQUIRED: 422,
  LIMIT_EXHAUSTED: 422,
  OTP_ATTEMPTS_EXHAUSTED: 429,
  OTP_SENDS_EXHAUSTED: 429,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  UPSTREAM_UNRECOGNIZED: 502,
  UPSTREAM_REJECTED_REQUEST: 502,
  UPSTREAM_CREDENTIALS_REJECTED: 502,
  UPSTREAM_INVALID_REPLY: 502,
  UPSTREAM_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  OVERLOADED: 503,
  AADHAAR_SERVICE_UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 504,
};

// Whether a client repeats the request with its key or with a new key; any other code: not at all (api.md, "Errors").
const RETRIES = {
  SAME_KEY: [
    'UNAUTHENTICATED',
    'REQUEST_TIMEOUT',
    'STEP_IN_PROGRESS',
    'OTP_SENDS_EXHAUSTED',
    'RATE_LIMITED',
    'INTERNAL_ERROR',
    'UPSTREAM_INVALID_REPLY',
    'UPSTREAM_UNAVAILABLE',
    'STORE_UNAVAILABLE',
    'OVERLOADED',
    'OUTCOME_UNKNOWN',
  ],
  NEW_KEY: [
    'VALIDATION_FAILED',
    'IDEMPOTENCY_KEY_MISSING',
    'CUSTOMER_ACCOUNT_REQUIRED',
    'AGENT_BALANCE_INSUFFICIENT',
    'IDEMPOTENCY_KEY_REUSED',
    'OTP_INCORRECT',
    'AADHAAR_REJECTED',
    'BIOMETRIC_REJECTED',
    'PAN_REJECTED',
    'CUSTOMER_DETAILS_REJECTED',
    'CONSENT_REQUIRED',
    'UPSTREAM_UNRECOGNIZED',
    'UPSTREAM_REJECTED_REQUEST',
    'UPSTREAM_CREDENTIALS_REJECTED',
    'AADHAAR_SERVICE_UNAVAILABLE',
  ],
} as const;

const FOLDER = new URL('..', import.meta.url);
/** The text of all sources but specs and the catalogue. */
const SOURCES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(?!.*(\.spec|catalogue)).*\.ts$/.test(path))
  .map((path) => readFileSync(new URL(path, FOLDER), 'utf8'))
  .join('\n');

describe('the catalogue of problems', () => {
  it('states for every code how a client repeats the request', () => {
    const repeatable = (retry: string): readonly string[] =>
      PROBLEM_CODES.filter((code) => CATALOGUE[code].retry === retry).sort();
    expect(repeatable('SAME_KEY')).toEqual([...RETRIES.SAME_KEY].sort());
    expect(repeatable('NEW_KEY')).toEqual([...RETRIES.NEW_KEY].sort());
  });

  it('has the codes and statuses of the documentation, and no others', () => {
    const statuses = Object.entries(CATALOGUE).map(([code, { status }]) => [code, status]);
    expect(Object.fromEntries(statuses)).toEqual(TABLE);
  });

  it.each(PROBLEM_CODES)('%s has a page, and the name of the page gives the code', (code) => {
    const type = problemType(code);
    expect(type).toMatch(/^\/problems\/[a-z]+(-[a-z]+)*$/);
    expect(problemByName(type.slice('/problems/'.length))).toBe(code);
  });

  it('names its pages after the codes', () => {
    expect(problemType('OTP_INCORRECT')).toBe('/problems/otp-incorrect');
    expect(problemType('IDEMPOTENCY_KEY_REUSED')).toBe('/problems/idempotency-key-reused');
  });

  it.each(['', 'nothing', 'OTP_INCORRECT', 'otp_incorrect', '../otp-incorrect', '__proto__', 'constructor'])(
    'has no page "%s"',
    (name) => {
      expect(problemByName(name)).toBeUndefined();
    },
  );

  it.each(PROBLEM_CODES)('%s has a title and a detail that a person can read', (code) => {
    const { title, detail } = CATALOGUE[code];
    expect(title).toMatch(/^[A-Z][^.]{4,60}$/);
    expect(detail).toMatch(/^[A-Z].{10,200}\.$/);
  });

  it.each(PROBLEM_CODES)('%s does not name Eko, its fields or its products', (code) => {
    const { title, detail, forUser, forOperator } = CATALOGUE[code];
    const variables = /\b[A-Z]+(_[A-Z]+)+\b/g;
    expect(`${title} ${detail} ${forUser} ${forOperator.replaceAll(variables, '')}`).not.toMatch(
      /eko\b|otp_ref_id|wallet_token|initiator|developer|levin|fino/i,
    );
  });

  it.each(PROBLEM_CODES)('%s says what to tell the user, without words of the API', (code) => {
    const { forUser } = CATALOGUE[code];
    expect(forUser).toMatch(/^[A-Z].{10,200}\.$/);
    expect(forUser).not.toMatch(/[A-Za-z]+_[A-Za-z]+|nextAction|\bkey\b|HTTP|JSON/);
  });

  it.each(PROBLEM_CODES)(
    '%s says what the operator does, with variables, alerts and log events that exist',
    (code) => {
      const { forOperator } = CATALOGUE[code];
      const source = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
      expect(forOperator).toMatch(/^[A-Z].{5,250}\.$/);
      for (const [variable] of forOperator.matchAll(/\b[A-Z]+(_[A-Z]+)+\b/g))
        expect(source('../config/variables.ts')).toContain(`  ${variable}: `);
      for (const [alert] of forOperator.matchAll(/\bGateway[A-Z]\w+/g)) {
        expect(source('../../helm/files/alerts.yaml')).toContain(`alert: ${alert}\n`);
        expect(source('../../docs/runbook.md')).toContain(`### ${alert}\n`);
      }
      for (const [, logged] of forOperator.matchAll(/"([^"]+)"/g))
        expect(SOURCES).toMatch(new RegExp(`'${logged ?? ''}'|\\b${logged ?? ''}: `));
    },
  );
});
