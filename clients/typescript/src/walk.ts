import type { OnboardingClient } from './client.js';
import { OnboardingError } from './error.js';
import { isOnboarding } from './shapes.js';
import type { Action, Bodies, CallOptions, Onboarding, Product, StartAction } from './types.js';

type Body = Bodies[keyof Bodies];

/** What the app asks the user for. */
export interface Question {
  /** The action to take: `fields` and `schema` describe its form. */
  readonly action: Action | StartAction;
  /** The onboarding that the action belongs to; for START, the one whose prerequisite it starts. */
  readonly onboarding: Onboarding;
  /** Why the last answer was not accepted, or why another product comes first. */
  readonly problem?: OnboardingError;
}

/**
 * Resolves with the body of the action; or, when the user has chosen another action and the app has taken it (`take`),
 * with the onboarding that resulted. What it throws ends the walk.
 */
export type Answerer = (question: Question) => Promise<Body | Onboarding>;

/** Takes each action that is due with what `answer` gives for it. @throws OnboardingError, and what `answer` throws */
export async function walk(
  client: OnboardingClient,
  first: Onboarding,
  answer: Answerer,
  options: CallOptions = {},
): Promise<Onboarding> {
  let onboarding = first;
  let problem: OnboardingError | undefined;
  let refusedBody: string | undefined;
  for (let action; (action = onboarding.nextAction);) {
    if (action.action === 'REFRESH') {
      onboarding = await refreshed(client, onboarding, options);
      continue;
    }
    const given = await asked(answer, { action, onboarding, ...(problem && { problem }) });
    if (isOnboarding(given)) {
      onboarding = given;
      problem = undefined;
      continue;
    }
    const body = JSON.stringify(given);
    // An answer that does not wait for a person must not try the same for ever.
    if (problem && body === refusedBody) throw problem;
    try {
      onboarding = await takeWithPrerequisite({ client, answer, options }, onboarding, action, given);
      problem = undefined;
    } catch (error) {
      onboarding = afterProblem(error, onboarding, action);
      problem = error as OnboardingError;
      refusedBody = body;
    }
  }
  // A newer gateway may end in a state that this package does not know.
  if (onboarding.state !== 'COMPLETED' && onboarding.state !== 'REJECTED')
    throw OnboardingError.ofFault('UPDATE_REQUIRED', `nothing is due in state ${onboarding.state}`);
  return onboarding;
}

interface Walk {
  readonly client: OnboardingClient;
  readonly answer: Answerer;
  readonly options: CallOptions;
}

async function refreshed(
  client: OnboardingClient,
  onboarding: Onboarding,
  options: CallOptions,
): Promise<Onboarding> {
  const found = await client.take(onboarding, 'REFRESH', {}, options);
  if (found.nextAction?.action !== 'REFRESH') return found;
  throw OnboardingError.ofFault('UPDATE_REQUIRED', 'a refresh leads to a refresh');
}

async function asked(answer: Answerer, question: Question): Promise<Body | Onboarding> {
  const given: unknown = await answer(question);
  if (typeof given === 'object' && given !== null) return given as Body;
  throw OnboardingError.ofFault('UPDATE_REQUIRED', `the app has no answer for ${question.action.action}`);
}

/** Takes the action; if another product must be complete first, walks that, and takes the action then. */
async function takeWithPrerequisite(
  { client, answer, options }: Walk,
  onboarding: Onboarding,
  action: Action,
  body: Body,
): Promise<Onboarding> {
  const take = (from: Onboarding): Promise<Onboarding> =>
    client.take(from, action.action, body as Bodies[Action['action']], options);
  try {
    return await take(onboarding);
  } catch (error) {
    if (!(error instanceof OnboardingError) || !error.problem?.prerequisite) throw error;
    const { prerequisite, onboarding: refused = onboarding } = error.problem;
    const start = await asked(answer, { action: prerequisite, onboarding: refused, problem: error });
    const product = prerequisite.href.split('/')[2] as Product;
    const required = await client.start(product, start as Bodies['START'], options);
    const { state } = await walk(client, required, answer, options);
    if (state !== 'COMPLETED') throw error;
    return take(refused);
  }
}

/**
 * The onboarding to continue with: when the answers were refused, or another action is due now.
 * @throws the error when the same answer of a person could not change it
 */
function afterProblem(error: unknown, onboarding: Onboarding, action: Action): Onboarding {
  if (!(error instanceof OnboardingError)) throw error;
  const { retry, problem } = error;
  const current = problem?.onboarding ?? onboarding;
  const moved = current.state !== onboarding.state || current.nextAction?.action !== action.action;
  const corrigible = retry === 'NEW_KEY' && (problem?.status === 400 || problem?.status === 422);
  if (corrigible || (moved && retry !== 'SAME_KEY')) return current;
  throw error;
}
