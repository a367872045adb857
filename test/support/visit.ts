import { onboardingOf, verdictOf, type Client, type Reply } from './client.js';
import { BODIES, identity, ROUTES, type ActionName } from './people.js';
import type { Onboarding, Product } from './resources.js';

type Verdict = ReturnType<typeof verdictOf>;

/** A customer of the embedded sandbox with an identity of docs/sandbox.md, and the last answer about them. */
export class Visit {
  readonly mobile: string;
  last: Reply | undefined;

  constructor(
    private readonly client: Client,
    readonly product: Product,
    code: string,
  ) {
    this.mobile = identity(code);
  }

  async start(): Promise<Verdict> {
    this.last = await this.client.start(this.product, this.mobile);
    return verdictOf(this.last);
  }

  /** Takes the steps in order, a verification with the OTP that the sandbox sent. */
  async act(...actions: readonly ActionName[]): Promise<Verdict> {
    let verdict: Verdict = { status: 0 };
    for (const action of actions) {
      const otp = action === 'VERIFY_OTP' ? { otp: await this.client.otp(this.product, this.mobile) } : {};
      const href = `/v1/${this.product}/onboardings/${this.onboarding.id}/${ROUTES[action]}`;
      this.last = await this.client.post(href, { ...BODIES[action], ...otp });
      verdict = verdictOf(this.last);
    }
    return verdict;
  }

  get onboarding(): Onboarding {
    if (!this.last) throw new Error('the onboarding was not started');
    const { onboarding } = this.last.body as { onboarding?: Onboarding };
    return onboarding ?? onboardingOf(this.last);
  }
}
