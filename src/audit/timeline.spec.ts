import { describe, expect, it } from '@jest/globals';
import { ACTIONS, ONBOARDING_STATES } from '../onboarding/journey/state.js';
import type { AuditLine } from './audit-lines.js';
import { names, timelineOf } from './timeline.js';

const line = { event: 'step', onboarding: 'onb_x', replayed: false, overrides: [] } as const;
const INDENT = ' '.repeat(28);

describe('a timeline', () => {
  it.each(['START', ...ACTIONS, 'ERASE'])('has a description of the step %s', (step) => {
    const [, entry = ''] = timelineOf([{ ...line, step, outcome: 'COMPLETED' }], 'onb_x');
    expect(entry).toMatch(/^ {2}at an unknown time {2}[A-Z]\w+( \w+)?: done\.$/);
    expect(entry).not.toContain(`${step}:`);
  });

  it.each([...ONBOARDING_STATES, 'ERASED'])('states what comes after %s', (state) => {
    const [, step = ''] = timelineOf([{ ...line, step: 'START', outcome: state, after: state }], 'onb_x');
    expect(step).toMatch(new RegExp(`State: ${state}, \\w.*[a-z]\\.$`));
    expect(step).not.toContain('does not know.');
  });

  it('states the events of one onboarding in words, oldest first', () => {
    const about = { ...line, product: 'ppi-levin', agent: '20810200' };
    const consent: AuditLine = {
      ...about,
      event: 'consent',
      time: '2026-11-21T10:00:02.000Z',
      step: 'SUBMIT_AADHAAR',
      requestId: 'request-3',
      noticeVersion: '2026-01',
      language: 'hi',
      purpose: 'a purpose',
      identity: 'XXXXXXXX7058',
    };
    const lines: readonly AuditLine[] = [
      {
        ...about,
        time: '2026-11-21T10:00:03.000Z',
        step: 'SUBMIT_AADHAAR',
        requestId: 'request-3',
        outcome: 'LIMIT_EXHAUSTED',
        before: 'AADHAAR_PENDING',
        after: 'AADHAAR_PENDING',
        clientRefId: 'third',
      },
      consent,
      {
        ...about,
        time: '2026-11-21T10:00:00.000Z',
        step: 'START',
        requestId: 'request-1',
        outcome: 'OTP_PENDING',
        after: 'OTP_PENDING',
        clientRefId: 'first',
      },
      {
        ...about,
        time: '2026-11-21T10:00:04.000Z',
        step: 'START',
        requestId: 'request-4',
        outcome: 'OTP_PENDING',
        after: 'OTP_PENDING',
        replayed: true,
      },
      {
        ...about,
        time: '2026-11-21T10:00:01.000Z',
        step: 'VERIFY_OTP',
        requestId: 'request-2',
        outcome: 'AADHAAR_PENDING',
        before: 'OTP_PENDING',
        after: 'AADHAAR_PENDING',
        overrides: ['a#/b', 'c#/d'],
      },
    ];
    expect(timelineOf(lines, 'onb_x')).toEqual([
      'Onboarding onb_x, ppi-levin, agent 20810200. Times are UTC.',
      "  2026-11-21T10:00:00.000Z  Start: done. State: OTP_PENDING, an OTP was sent to the customer's mobile; its verification comes next.",
      `${INDENT}client_ref_id first, request request-1`,
      '  2026-11-21T10:00:01.000Z  OTP verification: done. State: OTP_PENDING -> AADHAAR_PENDING, the Aadhaar number comes next. Decided by the override a#/b. Decided by the override c#/d.',
      `${INDENT}request request-2`,
      '  2026-11-21T10:00:02.000Z  Consent given (Aadhaar number): notice 2026-01 in "hi", a purpose, Aadhaar XXXXXXXX7058.',
      `${INDENT}request request-3`,
      expect.stringMatching(
        /^ {2}2026-11-21T10:00:03.000Z {2}Aadhaar number: LIMIT_EXHAUSTED\. .+\. The state stayed AADHAAR_PENDING\.$/,
      ),
      `${INDENT}client_ref_id third, request request-3`,
      '  2026-11-21T10:00:04.000Z  Start: the same request once more; it got the stored answer, OTP_PENDING, and nothing was done.',
      `${INDENT}request request-4`,
      'State after these lines: AADHAAR_PENDING, the Aadhaar number comes next.',
    ]);
  });

  it('says where a line is missing, and where no line has the outcome', () => {
    const requested = { ...line, requestId: 'request-1' };
    const remarks = timelineOf(
      [
        { ...requested, time: '1', step: 'START', outcome: 'OTP_PENDING', after: 'OTP_PENDING' },
        { ...requested, time: '2', step: 'START', outcome: 'COMPLETED', after: 'COMPLETED', replayed: true },
        { ...requested, time: '3', event: 'consent', step: 'SUBMIT_AADHAAR' },
        {
          ...requested,
          time: '4',
          requestId: 'request-2',
          step: 'SUBMIT_PAN',
          outcome: 'OTP_INCORRECT',
          before: 'PAN_PENDING',
          after: 'PAN_PENDING',
        },
        { ...requested, time: '5', event: 'consent', requestId: 'request-2', step: 'SUBMIT_AADHAAR' },
        { ...requested, time: '6', step: 'REFRESH', outcome: 'STORE_UNAVAILABLE' },
      ],
      'onb_x',
    ).filter((text) => /^ {28}\(/.test(text));
    expect(remarks).toEqual([
      expect.stringContaining(
        '(The state was OTP_PENDING and is PAN_PENDING here. A line between is missing',
      ),
      expect.stringContaining('(No line records the outcome of this'),
    ]);
  });

  it('marks the lines that name the reference of a request or a call', () => {
    const [first, ...others] = timelineOf(
      [
        { ...line, time: '1', step: 'START', outcome: 'X', requestId: 'request-1' },
        { ...line, time: '2', step: 'START', outcome: 'X', requestId: 'request-2', clientRefId: 'ref' },
      ],
      'ref',
    );
    expect(first).toBe('Onboarding onb_x, an unknown product, agent unknown. Times are UTC.');
    expect(others).toEqual([
      '  1  Start: done.',
      `${INDENT}request request-1`,
      '* 2  Start: done.',
      `${INDENT}client_ref_id ref, request request-2`,
      'The lines with * name ref.',
    ]);
  });

  it('keeps the order of lines with one time, and says what it does not know', () => {
    const { onboarding: _onboarding, ...nameless } = line;
    expect(
      timelineOf(
        [
          { ...nameless, onboarding: 'none', step: 'B', outcome: 'X', after: 'UNHEARD' },
          { ...nameless, step: 'A', outcome: 'X' },
          { ...nameless, event: 'other' },
          { replayed: false, overrides: [] },
          { ...nameless, event: 'consent' },
          { ...nameless, event: 'consent', step: 'C' },
          { ...nameless },
        ],
        'none',
      ).filter((text) => !text.startsWith(INDENT)),
    ).toEqual([
      'No onboarding: the address named none, agent unknown. Times are UTC.',
      '  at an unknown time  B: done. State: UNHEARD, a state that this version does not know.',
      '  at an unknown time  A: done.',
      '  at an unknown time  other.',
      '  at an unknown time  An unknown event.',
      '  at an unknown time  Consent given (an unknown step): notice unknown in "unknown", purpose unknown, Aadhaar unknown.',
      '  at an unknown time  Consent given (C): notice unknown in "unknown", purpose unknown, Aadhaar unknown.',
      '  at an unknown time  An unknown step: done.',
      'State after these lines: UNHEARD, a state that this version does not know.',
    ]);
  });

  it('of no lines is empty', () => {
    expect(timelineOf([], 'onb_x')).toEqual([]);
  });
});

describe('a line names', () => {
  const full: AuditLine = { ...line, requestId: 'request-1', clientRefId: 'ref', agent: '20810200' };
  it.each([
    ['onb_x', true],
    ['request-1', true],
    ['ref', true],
    ['20810200', false],
    ['re', false],
  ])('%s: %s', (reference, named) => {
    expect(names(full, reference)).toBe(named);
  });
});
