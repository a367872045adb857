import { afterAll, describe, expect, test } from '@jest/globals';
import { OnboardingError, type Product, type Question } from '../../clients/typescript/src/index.js';
import { appAt, customer } from '../support/app.js';
import { Gateway } from '../support/gateway.js';
import { identity, newMobile, PAN } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { UnreliableProxy, FAULTS } from '../support/unreliable-proxy.js';

const sandbox = await SandboxProcess.start();
const gateway = await Gateway.start(sandbox.settings);
const proxy = await UnreliableProxy.before(gateway.url);
afterAll(async () => {
  await proxy.stop();
  await gateway.stop();
  await sandbox.stop();
});

const app = appAt(gateway.url);

function answersOf(mobile: string): ReturnType<typeof customer> {
  return customer(mobile, () => sandbox.otp(mobile));
}

describe.each(PRODUCTS)('%s', (product: Product) => {
  test('is completed', async () => {
    const mobile = newMobile();

    const { state, nextAction } = await app.walk(await app.start(product, { mobile }), answersOf(mobile));

    expect({ state, nextAction }).toEqual({ state: 'COMPLETED', nextAction: null });
  });

  test('is completed although every request fails first, and Eko receives each step once', async () => {
    const straight = newMobile();
    await app.walk(await app.start(product, { mobile: straight }), answersOf(straight));
    const mobile = newMobile();
    const unreliable = appAt(proxy.url);
    const failing = FAULTS.filter((fault) => fault !== 'silent');
    let count = 0;
    proxy.will(() => (count++ % 2 === 0 ? failing[(count >> 1) % failing.length] : undefined));

    const { state } = await unreliable.walk(await unreliable.start(product, { mobile }), answersOf(mobile));

    expect(state).toBe('COMPLETED');
    const steps = async (of: string): Promise<readonly string[]> =>
      (await sandbox.callsFor(of)).map(({ step }) => step);
    expect(await steps(mobile)).toEqual(await steps(straight));
  });
});

test('a prerequisite is started and completed first, then the step is taken with the same answer', async () => {
  const mobile = identity('363');
  const asked: string[] = [];
  const answer = answersOf(mobile);

  const { product, state } = await app.walk(
    await app.start('ppi-levin', { mobile }),
    (question: Question) => {
      asked.push(`${question.onboarding.product} ${question.action.action}`);
      return answer(question);
    },
  );

  expect({ product, state }).toEqual({ product: 'ppi-levin', state: 'COMPLETED' });
  expect(asked.slice(0, 3)).toEqual(['ppi-levin REGISTER', 'ppi-levin START', 'customer-account REGISTER']);
  expect(asked.filter((one) => one === 'ppi-levin REGISTER')).toHaveLength(1);
});

test('a refused answer is requested again, with the problem', async () => {
  const mobile = newMobile();
  const answer = answersOf(mobile);
  const problems: (string | undefined)[] = [];

  const { state } = await app.walk(await app.start('ppi-levin', { mobile }), async (question) => {
    if (question.action.action !== 'SUBMIT_PAN') return answer(question);
    problems.push(question.problem?.code);
    return { pan: question.problem ? PAN : 'wrong' };
  });

  expect(state).toBe('COMPLETED');
  expect(problems).toEqual([undefined, 'VALIDATION_FAILED']);
});

test('the same refused answer is not sent a second time', async () => {
  const mobile = identity('237');
  const walked = app.walk(await app.start('ppi-levin', { mobile }), answersOf(mobile));

  await expect(walked).rejects.toMatchObject({ name: 'OnboardingError', code: 'PAN_REJECTED' });
  const calls = await sandbox.callsFor(mobile);
  expect(calls.filter(({ path }) => path.endsWith('/pan'))).toHaveLength(1);
});

test('another action than the next is taken with `take` in the answer', async () => {
  const mobile = newMobile();
  const answer = answersOf(mobile);
  let resent = false;

  const { state } = await app.walk(await app.start('ppi-levin', { mobile }), async (question) => {
    if (question.onboarding.state !== 'OTP_PENDING' || resent) return answer(question);
    resent = true;
    return app.take(question.onboarding, 'RESEND_OTP', {});
  });

  expect({ state, resent }).toEqual({ state: 'COMPLETED', resent: true });
});

describe('an unknown outcome', () => {
  test.each([
    ['registration', '607'],
    ['the verification of an OTP', '707'],
    ['the Aadhaar step', '807'],
    ['PAN', '907'],
  ])('of %s is followed by a refresh, and the walk continues', async (_step, code) => {
    const mobile = identity(code);

    const { state } = await app.walk(await app.start('ppi-levin', { mobile }), answersOf(mobile));

    expect(state).toBe('COMPLETED');
  });

  test('that a refresh cannot reconcile is an error with the onboarding', async () => {
    const error = await app
      .start('ppi-levin', { mobile: identity('507') })
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(OnboardingError);
    expect(error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      problem: { onboarding: { state: 'OUTCOME_UNKNOWN' } },
    });
  });
});
