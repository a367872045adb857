import { describe, expect, it } from '@jest/globals';
import type { AuditTrail, StepRecord } from '../../audit/audit-trail.js';
import { AuditUnavailable } from '../../audit/audit-writer.js';
import { Problem } from '../../errors/problem.js';
import { Answered, failure, success } from './answers.js';
import type { Step } from './step.js';
import { recordedIn, StepAudit } from './step-audit.js';

const ID = 'onb_testtesttesttesttesttest';
const ANSWERED = new Answered(success({ state: 'COMPLETED' }), true, {
  outcome: 'COMPLETED',
  after: 'COMPLETED',
});
const SUBJECT = {
  agent: '20810200',
  onboarding: ID,
  product: 'ppi-levin',
  step: 'VERIFY_OTP',
  requestId: 'request-1',
};

function stepOn(onboardingId: string): Step {
  const scope = { agent: '20810200', onboardingId };
  const step = {
    action: 'VERIFY_OTP',
    answerBy: 7,
    product: { name: 'ppi-levin' },
    requestId: 'request-1',
    scope,
  };
  return step as unknown as Step;
}

/** An audit over a stream whose writes end so, with the lines that it was given. */
function auditOver(write: () => Promise<void> = () => Promise.resolve()): {
  audit: StepAudit;
  lines: { readonly record: StepRecord; readonly answerBy: number | undefined }[];
} {
  const lines: { record: StepRecord; answerBy: number | undefined }[] = [];
  const step = (record: StepRecord, answerBy?: number): Promise<void> => {
    lines.push({ record, answerBy });
    return write();
  };
  return { audit: new StepAudit({ step, ready: write } as unknown as AuditTrail), lines };
}

describe('the line of a step', () => {
  it('has the answer, whether it is a repetition, and the time until which it may be written', async () => {
    const { audit, lines } = auditOver();
    expect(await audit.around(stepOn(ID), () => Promise.resolve(ANSWERED))).toBe(ANSWERED);
    expect(lines).toStrictEqual([
      { record: { ...SUBJECT, outcome: 'COMPLETED', after: 'COMPLETED', replayed: true }, answerBy: 7 },
    ]);
  });

  it.each([
    [
      'its unchanged state',
      { onboarding: { state: 'OTP_PENDING' } },
      { before: 'OTP_PENDING', after: 'OTP_PENDING' },
    ],
    ['no state when the onboarding is not known', {}, {}],
  ])('that is refused has %s', async (_what, details, states) => {
    const { audit, lines } = auditOver();
    const problem = new Problem('STEP_NOT_ALLOWED', details);
    await expect(audit.around(stepOn(ID), () => Promise.reject(problem))).rejects.toBe(problem);
    expect(lines).toStrictEqual([
      { record: { ...SUBJECT, outcome: 'STEP_NOT_ALLOWED', ...states, replayed: false }, answerBy: 7 },
    ]);
  });

  it('does not repeat an invalid id, which is text of the client', async () => {
    const { audit, lines } = auditOver();
    await audit.around(stepOn('9876543210'), () => Promise.resolve(ANSWERED));
    expect(lines[0]?.record.onboarding).toBe('none');
  });

  it('is not written for a fault of the gateway, which is thrown unchanged', async () => {
    const { audit, lines } = auditOver();
    const fault = new TypeError('a fault');
    await expect(audit.around(stepOn(ID), () => Promise.reject(fault))).rejects.toBe(fault);
    expect(lines).toEqual([]);
  });

  it('that cannot be written withholds the answer', async () => {
    const { audit } = auditOver(() => Promise.reject(new AuditUnavailable('the disk is full')));
    const answer = audit.around(stepOn(ID), () => Promise.resolve(ANSWERED));
    await expect(answer).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    const fault = new TypeError('a fault');
    const faulty = auditOver(() => Promise.reject(fault)).audit;
    await expect(faulty.around(stepOn(ID), () => Promise.resolve(ANSWERED))).rejects.toBe(fault);
  });
});

describe('the line of a repeated answer, read from what is stored', () => {
  it.each([
    [
      'of an onboarding',
      success({ state: 'PAN_PENDING', clientRefId: 'AbC' }),
      { outcome: 'PAN_PENDING', after: 'PAN_PENDING', clientRefId: 'AbC' },
    ],
    [
      'of a problem with the onboarding',
      failure(
        new Problem('OTP_INCORRECT', { onboarding: { state: 'OTP_PENDING' }, clientRefId: 'AbC' }),
        'request-1',
      ),
      { outcome: 'OTP_INCORRECT', after: 'OTP_PENDING', clientRefId: 'AbC' },
    ],
    [
      'of a problem alone',
      failure(new Problem('LIMIT_EXHAUSTED'), 'request-1'),
      { outcome: 'LIMIT_EXHAUSTED' },
    ],
    ['of anything else', success({}), { outcome: '200' }],
  ])('%s', (_what, answer, recorded) => {
    expect(recordedIn(answer)).toStrictEqual(recorded);
  });
});
