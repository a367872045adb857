import { onboardingOf, type Client, type Options, type Reply } from './client.js';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  EKYC_OTP_SENT,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  PAN_REQUIRED,
} from './eko-replies.js';
import { BODIES, newMobile, ROUTES, type ActionName } from './people.js';
import type { Onboarding, Product } from './resources.js';
import type { ScriptedAnswer, ScriptedUpstream } from './upstream.js';

type Step = readonly [action: 'START' | ActionName, answer: ScriptedAnswer];

/** The calls that lead to each state, with the answers of Eko. */
export const PATHS = {
  NOT_REGISTERED: [['START', NOT_REGISTERED]],
  OTP_PENDING: [['START', MOBILE_OTP_SENT]],
  AADHAAR_PENDING: [
    ['START', MOBILE_OTP_SENT],
    ['VERIFY_OTP', AADHAAR_PENDING],
  ],
  AADHAAR_OTP_PENDING: [
    ['START', MOBILE_OTP_SENT],
    ['VERIFY_OTP', AADHAAR_PENDING],
    ['SUBMIT_AADHAAR', AADHAAR_OTP_SENT],
  ],
  PAN_PENDING: [
    ['START', MOBILE_OTP_SENT],
    ['VERIFY_OTP', PAN_REQUIRED],
  ],
  BIOMETRIC_PENDING: [['START', EKYC_PENDING]],
  EKYC_OTP_PENDING: [
    ['START', EKYC_PENDING],
    ['SUBMIT_BIOMETRIC', EKYC_OTP_SENT],
  ],
} as const satisfies Record<string, readonly Step[]>;
export type ReachableState = keyof typeof PATHS;

/** Brings onboardings to the state in which a test begins, with a scripted Eko. */
export class Stage {
  constructor(
    private readonly client: Client,
    private readonly upstream: ScriptedUpstream,
  ) {}

  /** A new customer's onboarding in that state. */
  async at(state: ReachableState, product: Product, mobile = newMobile()): Promise<Onboarding> {
    let onboarding: Onboarding | undefined;
    for (const [action, answer] of PATHS[state]) {
      this.upstream.will(answer);
      const reply =
        action === 'START' || !onboarding
          ? await this.client.start(product, mobile)
          : await this.act(onboarding, action);
      onboarding = onboardingOf(reply);
    }
    this.upstream.expectAllUsed();
    if (onboarding?.state !== state)
      throw new Error(`The state is ${String(onboarding?.state)} instead of ${state}`);
    return onboarding;
  }

  /** Starts an onboarding without scripting an answer of Eko. */
  start(product: Product, mobile: string): Promise<Reply> {
    return this.client.start(product, mobile);
  }

  /** Takes a step with the documented person's data. */
  act({ product, id }: Onboarding, action: ActionName, options?: Options): Promise<Reply> {
    return this.client.post(`/v1/${product}/onboardings/${id}/${ROUTES[action]}`, BODIES[action], options);
  }

  /** Takes a step that Eko answers with `answers`, one request each. */
  async answered(onboarding: Onboarding, action: ActionName, ...answers: ScriptedAnswer[]): Promise<Reply> {
    this.upstream.will(...answers);
    const { result } = await this.upstream.during(() => this.act(onboarding, action));
    return result;
  }

  /** Starts an onboarding whose look-up Eko answers with `answers`. */
  async started(product: Product, mobile: string, ...answers: ScriptedAnswer[]): Promise<Reply> {
    this.upstream.will(...answers);
    const { result } = await this.upstream.during(() => this.client.start(product, mobile));
    return result;
  }

  async read({ product, id }: Onboarding): Promise<Onboarding> {
    return onboardingOf(await this.client.get(`/v1/${product}/onboardings/${id}`));
  }
}
