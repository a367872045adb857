import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  reply,
  status,
} from '../../../test/support/eko-replies.js';
import { NO_OVERRIDES, type Overrides } from '../../config/overrides.js';
import type { CallName, EkoCall } from '../../eko/call.js';
import type { EkoClient } from '../../eko/eko-client.js';
import { EkoMetrics } from '../../eko/eko-metrics.js';
import { readReply, type EkoReply } from '../../eko/reply.js';
import { PRODUCTS } from '../../products/registry.js';
import type { Outcome } from '../journey/outcome.js';
import { ProductRegistry } from '../journey/product-registry.js';
import { onboardingIn } from '../journey/testing/onboardings.js';
import { Calls } from './calls.js';
import { JourneyMetrics } from './journey-metrics.js';
import type { MadeCall } from './result.js';

const PRODUCT = 'ppi-levin';
const NAME = 'Karan Garg';
const ONBOARDING = { ...onboardingIn('OTP_PENDING'), product: PRODUCT };
const OVERRIDES: Overrides = {
  ...NO_OVERRIDES,
  outcomes: { [PRODUCT]: [{ typeId: 9998, outcome: { state: 'COMPLETED' } }] },
};

/** What is logged. */
let lines: unknown[];

beforeEach(() => {
  lines = [];
  const keep = (line: unknown): void => void lines.push(line);
  Logger.overrideLogger({ log: keep, warn: keep, error: keep });
  jest.useFakeTimers({ now: 1_700_000_000_000, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
  Logger.overrideLogger(false);
});

const answered = (body: object, httpStatus = 200): EkoReply =>
  readReply({ status: httpStatus, data: JSON.stringify(body), headers: {} });

interface Made {
  readonly made: MadeCall;
  readonly asked: readonly EkoCall[];
  /** The samples of a metric that were counted, as their labels and value. */
  readonly counted: (name: string) => Promise<readonly object[]>;
}

/** Makes one call, to which Eko replies after 250 ms. */
async function make(
  ekoReply: EkoReply,
  {
    name = 'verifyMobileOtp',
    sendsOtp = false,
    admits,
  }: { name?: CallName; sendsOtp?: boolean; admits?: (outcome: Outcome) => boolean } = {},
): Promise<Made> {
  const asked: EkoCall[] = [];
  const client = {
    call: (call: EkoCall) => {
      asked.push(call);
      jest.advanceTimersByTime(250);
      return Promise.resolve(ekoReply);
    },
  };
  const registry = new Registry();
  const calls = new Calls(
    client as unknown as EkoClient,
    new ProductRegistry(PRODUCTS, () => OVERRIDES),
    new EkoMetrics(registry),
    new JourneyMetrics(registry, () => Promise.resolve(false)),
  );
  const call = { definition: { name, method: 'POST', path: '/a' }, sendsOtp, fields: { a: 1 } } as const;
  const context = { onboarding: ONBOARDING, requestId: 'request-1', deadline: Date.now() + 10_000 };
  const made = await calls.make(call, 'AbCdEfGhIjKlMnOpQrSt', context, admits);
  const counted = async (metric: string): Promise<readonly object[]> => {
    const { values = [] } = (await registry.getSingleMetric(metric)?.get()) ?? {};
    return values.filter(({ value }) => value > 0).map(({ labels, value }) => ({ ...labels, value }));
  };
  return { made, asked, counted };
}

const OF_CALL = { product: PRODUCT, call: 'verifyMobileOtp' };
/** The ids that each line has. */
const IDS = {
  requestId: 'request-1',
  onboarding: ONBOARDING.id,
  clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
  ...OF_CALL,
};
const LOST: EkoReply = { kind: 'lost', reason: 'timeout' };
const UNKNOWN_INITIATOR = { ...status(319), invalid_params: { user_code: NAME } };

describe('a call', () => {
  it('is made for the customer and the agent of the onboarding, and its reply is read', async () => {
    const { made, asked } = await make(answered(AADHAAR_PENDING));
    const { mobile, agent } = ONBOARDING;
    expect(asked).toMatchObject([
      {
        ...{ product: PRODUCT, mobile, agent, clientRefId: 'AbCdEfGhIjKlMnOpQrSt', fields: { a: 1 } },
        ...{ definition: { name: 'verifyMobileOtp' }, deadline: 1_700_000_010_000 },
      },
    ]);
    expect(made).toMatchObject({
      clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
      outcome: { state: 'AADHAAR_PENDING' },
    });
    expect(made.override).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it.each<[string, EkoReply, string]>([
    ['answered', answered(AADHAAR_PENDING), 'answered'],
    ['lost', LOST, 'lost'],
    ['not sent', { kind: 'notSent', reason: 'econnrefused' }, 'notSent'],
    ['answered by what no row knows', answered(reply(9999)), 'unrecognized'],
  ])('that is %s is counted and timed as such', async (_what, ekoReply, outcome) => {
    const { counted } = await make(ekoReply);
    const [sum] = (await counted('eko_call_duration_seconds')).filter(
      (one) => 'value' in one && one.value === 0.25,
    );
    expect(sum).toEqual({ ...OF_CALL, outcome, value: 0.25 });
  });

  it('whose outcome is not admitted has none, and counts as unrecognized', async () => {
    const { made, counted } = await make(answered(AADHAAR_PENDING), { admits: () => false });
    expect(made.outcome).toBeUndefined();
    expect(await counted('eko_unrecognized_outcomes_total')).toEqual([{ ...OF_CALL, value: 1 }]);
    expect(lines).toMatchObject([{ event: 'upstream unrecognized' }]);
  });

  it('that a row of the overrides file decides is counted by the place of that row', async () => {
    const { made, counted } = await make(answered(reply(9998)));
    expect(made.override).toEqual({ pointer: `/outcomes/${PRODUCT}/0`, digest: 'none' });
    const row = `/outcomes/${PRODUCT}/0`;
    expect(await counted('eko_override_outcomes_total')).toEqual([{ ...OF_CALL, row, value: 1 }]);
    const shipped = await make(answered(AADHAAR_PENDING));
    expect(await shipped.counted('eko_override_outcomes_total')).toEqual([]);
  });

  it.each<[string, object, boolean, readonly object[]]>([
    ['a call that sends one and is confirmed', MOBILE_OTP_SENT, true, [{ purpose: 'MOBILE' }]],
    ['one for the Aadhaar number', AADHAAR_OTP_SENT, true, [{ purpose: 'AADHAAR' }]],
    ['a call that sends none', MOBILE_OTP_SENT, false, []],
    ['a call that sends one and is not confirmed', AADHAAR_PENDING, true, []],
    ['a reply that is not recognized', reply(9999), true, []],
  ])('counts an OTP as sent: %s', async (_what, body, sendsOtp, sent) => {
    const { counted } = await make(answered(body), { name: 'sendOtp', sendsOtp });
    expect(await counted('onboarding_otps_sent_total')).toEqual(
      sent.map((one) => ({ product: PRODUCT, ...one, value: 1 })),
    );
  });

  it.each<[string, EkoReply, string]>([
    ['a signature', answered({ response_type_id: 2485 }, 403), 'timestamp'],
    ['an initiator', answered(status(319)), 'initiator'],
  ])('counts that Eko refused %s, by the reason', async (_what, ekoReply, reason) => {
    const { counted } = await make(ekoReply);
    expect(await counted('eko_credentials_refused_total')).toEqual([{ product: PRODUCT, reason, value: 1 }]);
  });

  it.each<[string, EkoReply]>([
    ['an accepted step', answered(AADHAAR_PENDING)],
    ['a wrong OTP', answered(reply(2131, { description: 'Wrong OTP' }, 302))],
    ['a lost reply', LOST],
    ['an unrecognized reply', answered(reply(9999))],
  ])('counts no refused credentials for %s', async (_what, ekoReply) => {
    const { counted } = await make(ekoReply);
    expect(await counted('eko_credentials_refused_total')).toEqual([]);
  });
});

describe('a line of the log', () => {
  it.each<[string, EkoReply, object]>([
    ['a reply that is lost', LOST, { event: 'upstream lost', reason: 'timeout' }],
    [
      'a call that is not sent',
      { kind: 'notSent', reason: 'enotfound' },
      { event: 'upstream notSent', reason: 'enotfound' },
    ],
    ['a rejected request', answered({}, 404), { event: 'upstream rejected', httpStatus: 404 }],
    ['a gateway that is overloaded', { kind: 'overloaded' }, { event: 'upstream overloaded' }],
    [
      'a refused signature',
      answered({ response_type_id: 2484 }, 403),
      { event: 'upstream signatureRefused', reason: 'signature', httpStatus: 403, typeId: 2484 },
    ],
    [
      'an unknown initiator',
      answered(UNKNOWN_INITIATOR),
      {
        ...{ event: 'upstream credentials refused', reason: 'initiator', httpStatus: 200 },
        ...{ status: 319, statusId: 1, parameters: ['user_code'] },
      },
    ],
    [
      'an unrecognized reply',
      answered(reply(8765, { name: NAME }, 43)),
      {
        ...{ event: 'upstream unrecognized', httpStatus: 200, typeId: 8765, statusId: 43, status: 0 },
        ...{ data: { name: 'string' }, invalidParams: {} },
      },
    ],
  ])('is written for %s', async (_what, ekoReply, facts) => {
    await make(ekoReply);
    expect(lines).toEqual([{ ...IDS, ...facts }]);
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${NAME}|${ONBOARDING.mobile}|${ONBOARDING.agent}`));
  });

  it.each<[string, CallName, object]>([
    ['of the gateway', 'submitPan', { user_code: NAME }],
    ['of the gateway beside one of the client', 'submitPan', { pan_number: NAME, user_code: NAME }],
  ])('is written for refused parameters %s, by their names', async (_what, name, invalid_params) => {
    await make(answered({ ...reply(-1), invalid_params }), { name });
    expect(lines).toMatchObject([
      { event: 'upstream refused parameters', call: name, parameters: Object.keys(invalid_params) },
    ]);
    expect(JSON.stringify(lines)).not.toContain(NAME);
  });

  it.each<[string, object]>([
    ['an accepted step', AADHAAR_PENDING],
    ['a parameter of the client that Eko refused', { ...reply(-1), invalid_params: { pan_number: NAME } }],
    ['a wrong OTP', reply(2131, { description: 'Wrong OTP' }, 302)],
    ['an empty balance of the agent', { ...status(347), invalid_params: { user_code: NAME } }],
  ])('is not written for %s', async (_what, body) => {
    await make(answered(body), { name: 'submitPan' });
    expect(lines).toEqual([]);
  });
});
