import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Reply } from './client.js';
import { BODIES, newMobile, ROUTES, type ActionName } from './people.js';
import { PRODUCTS, type Onboarding, type Problem, type Product } from './resources.js';
import { sharedGateway } from './shared-gateway.js';
import { StepBlindClient } from './step-blind-client.js';

const gateway = await sharedGateway();
const blind = new StepBlindClient(gateway.client);

type State = string;

/** The calls that look the customer up; they are allowed in every state. */
const LOOK_UPS = ['START', 'REFRESH'];
/**
 * Where a call that succeeds may lead from each state, for an ordinary customer: the facts of contract.md. An
 * action that is not listed must not succeed there. A look-up cannot undo a registration.
 */
const WITH_AADHAAR: Readonly<Record<State, Readonly<Record<string, State>>>> = {
  NOT_REGISTERED: { START: 'NOT_REGISTERED', REFRESH: 'NOT_REGISTERED', REGISTER: 'OTP_PENDING' },
  OTP_PENDING: { RESEND_OTP: 'OTP_PENDING', VERIFY_OTP: 'AADHAAR_PENDING|PAN_PENDING|COMPLETED' },
  AADHAAR_PENDING: { SUBMIT_AADHAAR: 'AADHAAR_OTP_PENDING' },
  AADHAAR_OTP_PENDING: { SUBMIT_AADHAAR: 'AADHAAR_OTP_PENDING', VERIFY_OTP: 'PAN_PENDING' },
  PAN_PENDING: { SUBMIT_PAN: 'COMPLETED' },
  COMPLETED: {},
};
const WITH_FINGERPRINT: Readonly<Record<State, Readonly<Record<string, State>>>> = {
  NOT_REGISTERED: { START: 'NOT_REGISTERED', REFRESH: 'NOT_REGISTERED', REGISTER: 'BIOMETRIC_PENDING' },
  BIOMETRIC_PENDING: { SUBMIT_BIOMETRIC: 'EKYC_OTP_PENDING' },
  EKYC_OTP_PENDING: { SUBMIT_BIOMETRIC: 'EKYC_OTP_PENDING', VERIFY_OTP: 'COMPLETED' },
  COMPLETED: {},
};

/** The state after the look-up of a registered customer: Eko sends a new OTP, but for dmt-fino reports the state. */
function stateAfterLookUp(product: Product, state: State): State {
  if (product !== 'dmt-fino') return 'OTP_PENDING';
  return state === 'COMPLETED' ? 'COMPLETED' : 'BIOMETRIC_PENDING';
}

function allowed(product: Product, state: State, action: string): readonly State[] {
  const table = product === 'dmt-fino' ? WITH_FINGERPRINT : WITH_AADHAAR;
  const named = table[state]?.[action];
  if (named !== undefined) return named.split('|');
  return LOOK_UPS.includes(action) ? [stateAfterLookUp(product, state)] : [];
}

/** Codes with which a call may be refused; the state stays unchanged. */
const REFUSALS = [
  'STEP_NOT_ALLOWED',
  'STEP_NOT_FOUND',
  'OTP_INCORRECT',
  'OTP_ATTEMPTS_EXHAUSTED',
  'IDEMPOTENCY_KEY_REUSED',
  'CONSENT_REQUIRED',
  'VALIDATION_FAILED',
];

/** One call: its action, the right or a wrong OTP, and a new key or one of the few that calls share. */
interface Call {
  readonly action: ActionName | 'START';
  readonly rightOtp: boolean;
  readonly key: number | undefined;
}

const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.record({
    action: fc.constantFrom<ActionName | 'START'>(
      'START',
      'REGISTER',
      'VERIFY_OTP',
      'VERIFY_OTP',
      'RESEND_OTP',
      'SUBMIT_AADHAAR',
      'SUBMIT_BIOMETRIC',
      'SUBMIT_PAN',
      'REFRESH',
    ),
    rightOtp: fc.boolean(),
    key: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 14 },
);

/** One customer, to whom the calls of a sequence are made. */
class Case {
  private readonly mobile = newMobile();
  private readonly run = randomUUID();
  private onboarding: Onboarding | undefined;

  constructor(private readonly product: Product) {}

  async begin(): Promise<void> {
    this.onboarding = this.accepted(await gateway.client.start(this.product, this.mobile));
  }

  /** Makes the call and compares its result with the facts. */
  async make(call: Call): Promise<void> {
    const before = await this.read();
    const reply = await this.send(call, before);
    expect(reply.status).toBeLessThan(500);
    const after = await this.read();
    if (reply.headers.get('idempotency-replayed') === 'true') {
      expect(after).toEqual(before);
    } else if (reply.status >= 400) {
      const { code } = reply.body as Problem;
      expect(REFUSALS).toContain(code);
      expect([call.action, after.state]).toEqual([call.action, before.state]);
      const tries = code === 'OTP_INCORRECT' ? 1 : 0;
      expect(after.version - before.version).toBe(tries);
      expect(after.otp?.attemptsLeft).toBe(before.otp && before.otp.attemptsLeft - tries);
    } else {
      const states = allowed(this.product, before.state, call.action);
      expect([call.action, before.state, states]).toEqual([
        call.action,
        before.state,
        expect.arrayContaining([after.state]),
      ]);
      expect(after).toEqual(reply.body);
      expect(after.version).toBe(before.version + 1);
    }
    expectConsistent(after);
  }

  /** Completes the journey by its nextAction, whatever was done before. */
  async completes(): Promise<void> {
    const { onboarding } = await blind.complete(this.product, this.mobile, await this.read());
    expect(onboarding.state).toBe('COMPLETED');
  }

  private async send(call: Call, { id }: Onboarding): Promise<Reply> {
    const { action } = call;
    const options = call.key === undefined ? {} : { key: `${this.run}-${call.key}` };
    if (action === 'START') return gateway.client.start(this.product, this.mobile, options);
    const body = action === 'VERIFY_OTP' ? { otp: await this.otp(call.rightOtp) } : BODIES[action];
    return gateway.client.post(`/v1/${this.product}/onboardings/${id}/${ROUTES[action]}`, body, options);
  }

  private async otp(right: boolean): Promise<string> {
    const sent = await gateway.client.otp(this.product, this.mobile).catch(() => '111111');
    return right ? sent : sent.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
  }

  private async read(): Promise<Onboarding> {
    const id = this.onboarding?.id ?? '';
    return this.accepted(await gateway.client.get(`/v1/${this.product}/onboardings/${id}`));
  }

  private accepted(reply: Reply): Onboarding {
    expect([200, 201]).toContain(reply.status);
    return reply.body as Onboarding;
  }
}

/** Asserts what is true of every onboarding in every state. */
function expectConsistent({ state, nextAction, otp, steps, alternatives }: Onboarding): void {
  expect(nextAction === null).toBe(state === 'COMPLETED' || state === 'REJECTED');
  expect(otp !== undefined).toBe(['OTP_PENDING', 'AADHAAR_OTP_PENDING', 'EKYC_OTP_PENDING'].includes(state));
  const order = steps.map(({ status }) => status).join(' ');
  expect(order).toMatch(/^(done ?)*(active ?)?(pending ?)*$/);
  expect(steps.every(({ status }) => status === 'done')).toBe(state === 'COMPLETED');
  const offered = [nextAction, ...alternatives].map((action) => action?.action);
  expect(new Set(offered).size).toBe(offered.length);
}

/** Plays random sequences of calls, five times `times` for each test. */
export function testCallSequences(times: number): void {
  test.each(PRODUCTS)(
    'no sequence of calls of %s reaches an impossible state, loses a reference or answers 5xx',
    async (product) => {
      await fc.assert(
        fc.asyncProperty(calls, async (sequence) => {
          const one = new Case(product);
          await one.begin();
          for (const call of sequence) await one.make(call);
          await one.completes();
        }),
        { numRuns: 5 * times },
      );
    },
    120_000 * times,
  );

  test(
    'simultaneous calls leave one consistent onboarding, which can be completed',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...PRODUCTS), calls, async (product, sequence) => {
          const mobile = newMobile();
          const { body } = await gateway.client.start(product, mobile);
          const { id } = body as Onboarding;
          const replies = await Promise.all(
            sequence.map(({ action }) =>
              action === 'START'
                ? gateway.client.start(product, mobile)
                : gateway.client.post(`/v1/${product}/onboardings/${id}/${ROUTES[action]}`, BODIES[action]),
            ),
          );
          for (const reply of replies) expect(reply.status).toBeLessThan(500);
          const { onboarding } = await blind.complete(product, mobile);
          expect(onboarding).toMatchObject({ id, state: 'COMPLETED' });
        }),
        { numRuns: 5 * times },
      );
    },
    120_000 * times,
  );

  test('the states in the facts of these tests are those that GET /v1/products lists', async () => {
    const { body } = await gateway.client.get('/v1/products');
    const { products } = body as { products: readonly { product: Product; states: readonly string[] }[] };

    for (const { product, states } of products) {
      const known = Object.keys(product === 'dmt-fino' ? WITH_FINGERPRINT : WITH_AADHAAR);
      expect(states.filter((state) => state !== 'REJECTED' && state !== 'OUTCOME_UNKNOWN')).toEqual(known);
    }
  });
}
