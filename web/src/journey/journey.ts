import {
  OnboardingError,
  type Action,
  type Bodies,
  type Onboarding,
  type OnboardingRef,
  type Product,
} from '@eko-onboarding/client';
import { signal } from '@preact/signals';
import { forgetDrafts } from '../forms/drafts.js';
import { client, token } from '../gateway.js';
import { codeOf, type Exchange } from '../wire/exchange.js';
import { exchanges } from '../wire/exchanges.js';
import { storedOnboardings, storeOnboardings } from '../session.js';

/** What the page says beside the step that is due. */
export type News = 'RESUMED' | 'RECONCILED' | 'NEW_OTP' | 'BACK' | 'ERASED';

/** The onboarding on the screen; undefined while a customer is chosen. */
export const onboarding = signal<Onboarding | undefined>(undefined);
/** Why the last request was not accepted, and until when it cannot be (milliseconds of `performance.now`). */
export const problem = signal<{ readonly error: OnboardingError; readonly waitUntil: number } | undefined>(
  undefined,
);
/** When the onboarding arrived, milliseconds of `performance.now`. */
export const arrivedAt = signal(0);
/** What is being sent. */
export const busy = signal<string | undefined>(undefined);
export const news = signal<News | undefined>(undefined);
/** The onboardings that wait for the one on the screen, the next one last. */
export const waiting = signal<readonly OnboardingRef[]>([]);
/** The number that was typed or chosen last: in memory only. */
export const mobile = signal('');

export async function start(product: Product, number: string): Promise<void> {
  mobile.value = number;
  await run('START', () => client.value.start(product, { mobile: number }));
}

/** Takes an action that the onboarding offers. */
export async function take(current: Onboarding, action: Action['action'], body: object): Promise<void> {
  await run(action, () => client.value.take(current, action, body as Bodies[Action['action']]));
  if (action === 'RESEND_OTP' && !problem.value) news.value = 'NEW_OTP';
}

/** Starts what must be complete first; `back` returns from it. */
export async function startPrerequisite(
  current: Onboarding,
  product: Product,
  number: string,
): Promise<void> {
  waiting.value = [...waiting.value, current];
  await start(product, number);
  if (onboarding.value?.id === current.id) waiting.value = waiting.value.slice(0, -1);
}

/** Returns to the onboarding that waits, as the gateway has it. */
export async function back(): Promise<void> {
  const last = waiting.value.at(-1);
  if (!last) return;
  waiting.value = waiting.value.slice(0, -1);
  if (await run('READ', () => client.value.read(last))) news.value = 'BACK';
  else waiting.value = [...waiting.value, last];
}

/** Continues where the page was left. */
export async function resume(): Promise<void> {
  const stored = storedOnboardings();
  const last = stored.at(-1);
  if (!last) return;
  waiting.value = stored.slice(0, -1);
  if (await run('READ', () => client.value.read(last))) news.value = 'RESUMED';
  // It has expired, or was erased.
  else if (problem.value?.error.code === 'ONBOARDING_NOT_FOUND') leave();
}

/** Uses the agent's token, and continues what an earlier one could not. */
export async function signIn(given: string): Promise<void> {
  token.value = given;
  if (problem.value?.error.code === 'UNAUTHENTICATED') problem.value = undefined;
  if (!onboarding.value) await resume();
}

export async function erase(current: Onboarding): Promise<void> {
  const erased = await run('ERASE', async () => {
    await client.value.erase(current);
    return undefined;
  });
  if (!erased) return;
  leave();
  news.value = 'ERASED';
}

/** Goes back to the choice of a customer. */
export function leave(): void {
  onboarding.value = undefined;
  problem.value = undefined;
  news.value = undefined;
  waiting.value = [];
  storeOnboardings([]);
  forgetDrafts();
}

/** Whether it was accepted. */
async function run(name: string, work: () => Promise<Onboarding | undefined>): Promise<boolean> {
  if (busy.value !== undefined) return false;
  busy.value = name;
  news.value = undefined;
  const before = exchanges.value[0];
  try {
    const found = await work();
    problem.value = undefined;
    if (found) show(found);
    if (found && (found.reconciled === true || wasUnknownSince(before))) news.value = 'RECONCILED';
    return true;
  } catch (error) {
    if (!(error instanceof OnboardingError)) throw error;
    const { retryAfterSeconds = 0, onboarding: current } = error.problem ?? {};
    problem.value = { error, waitUntil: performance.now() + retryAfterSeconds * 1000 };
    if (current) show(current);
    return false;
  } finally {
    busy.value = undefined;
  }
}

function show(found: Onboarding): void {
  arrivedAt.value = performance.now();
  onboarding.value = found;
  storeOnboardings([...waiting.value, found]);
}

/** Whether the outcome of a step was unknown, and the client has looked it up. */
function wasUnknownSince(before: Exchange | undefined): boolean {
  return exchanges.value
    .filter(({ number }) => number > (before?.number ?? 0))
    .some((one) => codeOf(one) === 'OUTCOME_UNKNOWN');
}
