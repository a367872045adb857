import type { Problem, ProblemCode, Retry } from './types.js';

/** What can fail before, or instead of, an answer of the gateway. */
const CLIENT_FAULTS = {
  ABORTED: 'The call was aborted. Call again with the same arguments to continue it',
  CONFIGURATION_INVALID: 'The client is not configured correctly',
  NO_ANSWER:
    'No answer arrived. Check the network and the base URL, and for a browser that CORS_ORIGINS of the gateway names the page. Call again with the same arguments: the step is not done twice',
  NOT_THE_GATEWAY:
    'The answer is not from the gateway. Check the base URL, and what proxies or sign-in pages of the network answer. Call again with the same arguments: the step is not done twice',
  NOT_OFFERED: 'The onboarding does not offer this action. Take nextAction or one of alternatives',
  STORAGE_FAILED:
    'The storage of the app failed. Nothing was sent. Make the storage work (space, permission), then call again',
  TOKEN_FAILED: 'The token callback gave no token. Nothing was sent. Sign the agent in, then call again',
  UPDATE_REQUIRED: 'The gateway is newer than this app. Update the app; the onboarding is kept',
} as const;

export type ClientFault = keyof typeof CLIENT_FAULTS;

/** Faults that the same call would meet again. */
const FINAL: readonly ClientFault[] = ['CONFIGURATION_INVALID', 'NOT_OFFERED', 'UPDATE_REQUIRED'];

/** The only error of this package. */
export class OnboardingError extends Error {
  override readonly name = 'OnboardingError';

  /**
   * @param code why; a gateway newer than this package may send a code that the type does not list
   * @param retry whether the user may try again. SAME_KEY: the same call continues the same intent; NEW_KEY: with
   *   corrected or new answers; NONE: follow `nextAction` of `problem.onboarding`, or give up. The client keeps the keys.
   * @param problem the answer of the gateway, where there was one
   */
  private constructor(
    readonly code: ProblemCode | ClientFault,
    message: string,
    readonly retry: Retry,
    readonly problem?: Problem,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  static ofProblem(problem: Problem): OnboardingError {
    const { code, detail, requestId, retry } = problem;
    const known: Retry = retry === 'SAME_KEY' || retry === 'NEW_KEY' ? retry : 'NONE';
    return new OnboardingError(code, `${code}: ${detail} (request ${requestId})`, known, problem);
  }

  static ofFault(code: ClientFault, detail: string, cause?: unknown): OnboardingError {
    const retry = FINAL.includes(code) ? 'NONE' : 'SAME_KEY';
    return new OnboardingError(code, `${code}: ${CLIENT_FAULTS[code]} (${detail})`, retry, undefined, {
      cause,
    });
  }
}
