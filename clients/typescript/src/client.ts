import { Deadline } from './deadline.js';
import { OnboardingError } from './error.js';
import { Exchange } from './exchange.js';
import { Intents, type Intent, type IntentKey } from './intents.js';
import { hasList, hasText, isOnboarding } from './shapes.js';
import type {
  Action,
  Bodies,
  CallOptions,
  ClientOptions,
  ConsentLanguages,
  ConsentText,
  Onboarding,
  OnboardingRef,
  Product,
  Products,
} from './types.js';
import { walk, type Answerer } from './walk.js';

/** Onboards customers through the gateway. Every method rejects with an OnboardingError and nothing else. */
export class OnboardingClient {
  private readonly exchange: Exchange;
  private readonly intents: Intents;

  /** @throws OnboardingError CONFIGURATION_INVALID */
  constructor(options: ClientOptions) {
    this.exchange = new Exchange(options);
    this.intents = new Intents(options.storage);
  }

  /** Starts the onboarding of a customer, or resumes the one that this agent has started. */
  async start(product: Product, body: Bodies['START'], options?: CallOptions): Promise<Onboarding> {
    const path = onboardingsOf(product);
    const intent = { place: `start.${product}`, name: 'START', content: JSON.stringify(body) };
    return this.reconciled(options, (deadline) =>
      this.intents.run(intent, deadline, async (key) => {
        const { body: started, replayed } = await this.post(path, intent, key, deadline);
        // The stored answer may be hours old.
        return key.kept && replayed ? this.readIn(started, deadline) : started;
      }),
    );
  }

  /** The onboarding as the gateway has it. Nothing is done. */
  read(onboarding: OnboardingRef, options?: CallOptions): Promise<Onboarding> {
    return this.readIn(onboarding, new Deadline(options));
  }

  /**
   * Takes `nextAction`, one of `alternatives`, or REFRESH. When the outcome of the step is unknown, the onboarding is
   * refreshed, and what that finds is the result.
   */
  async take<Name extends Action['action']>(
    onboarding: Onboarding,
    action: Name,
    body: Bodies[Name],
    options?: CallOptions,
  ): Promise<Onboarding> {
    const { id, version } = onboarding;
    const path = hrefOf(onboarding, action);
    const intent = { place: id, name: `${action} ${version}`, content: JSON.stringify(body) };
    const step = (deadline: Deadline): Promise<Onboarding> =>
      this.intents.run(
        intent,
        deadline,
        async (key) => (await this.post(path, intent, key, deadline, onboarding)).body,
      );
    return action === 'REFRESH' ? step(new Deadline(options)) : this.reconciled(options, step);
  }

  /**
   * Takes each `nextAction` with what `answer` gives for it, until the onboarding is completed or rejected, and
   * completes other products first where that is required. A look-up is taken without asking.
   */
  walk(onboarding: Onboarding, answer: Answerer, options?: CallOptions): Promise<Onboarding> {
    return walk(this, onboarding, answer, options);
  }

  /** Erases what the gateway keeps of the customer. */
  async erase({ product, id }: OnboardingRef, options?: CallOptions): Promise<void> {
    const isEmpty = (body: unknown): body is undefined => body === undefined;
    const request = { method: 'DELETE', path: `${onboardingsOf(product)}/${id}` } as const;
    await this.exchange.send(request, isEmpty, new Deadline(options));
  }

  /** All products, with their steps. */
  products(options?: CallOptions): Promise<Products> {
    const isExpected = (body: unknown): body is Products => hasList(body, 'products');
    return this.get('/v1/products', isExpected, new Deadline(options));
  }

  /** The languages of the notice that ppi-digikhata requires before Aadhaar. */
  consentLanguages({ product, id }: OnboardingRef, options?: CallOptions): Promise<ConsentLanguages> {
    const isExpected = (body: unknown): body is ConsentLanguages => hasList(body, 'languages');
    return this.get(`${onboardingsOf(product)}/${id}/consent/languages`, isExpected, new Deadline(options));
  }

  /** The notice to show or play. @param language one of `consentLanguages` */
  consentText({ product, id }: OnboardingRef, language: string, options?: CallOptions): Promise<ConsentText> {
    const isExpected = (body: unknown): body is ConsentText => hasText(body, 'text');
    const path = `${onboardingsOf(product)}/${id}/consent?language=${encodeURIComponent(language)}`;
    return this.get(path, isExpected, new Deadline(options));
  }

  private readIn({ product, id }: OnboardingRef, deadline: Deadline): Promise<Onboarding> {
    return this.get(`${onboardingsOf(product)}/${id}`, isOnboarding, deadline);
  }

  private async get<T>(
    path: string,
    isExpected: (body: unknown) => body is T,
    deadline: Deadline,
  ): Promise<T> {
    return (await this.exchange.send({ method: 'GET', path }, isExpected, deadline)).body;
  }

  /**
   * Sends the request of an intent. If an earlier call used the key for another request, this one was never sent: it
   * gets a new key, unless the onboarding has moved on since.
   */
  private async post(
    path: string,
    intent: Intent,
    { key }: IntentKey,
    deadline: Deadline,
    onboarding?: Onboarding,
  ): Promise<{ body: Onboarding; replayed: boolean }> {
    const send = (withKey: string): Promise<{ body: Onboarding; replayed: boolean }> =>
      this.exchange.send(
        { method: 'POST', path, body: intent.content, key: withKey },
        isOnboarding,
        deadline,
      );
    try {
      return await send(key);
    } catch (error) {
      if (!(error instanceof OnboardingError) || error.code !== 'IDEMPOTENCY_KEY_REUSED' || !error.problem)
        throw error;
      if (onboarding) {
        const current = await this.readIn(onboarding, deadline);
        if (current.state !== onboarding.state)
          throw OnboardingError.ofProblem({ ...error.problem, onboarding: current });
      }
      return send((await this.intents.renew(intent, deadline)).key);
    }
  }

  /** Refreshes the onboarding when the outcome of its step is unknown. */
  private async reconciled(
    options: CallOptions | undefined,
    step: (deadline: Deadline) => Promise<Onboarding>,
  ): Promise<Onboarding> {
    try {
      return await step(new Deadline(options));
    } catch (error) {
      if (!(error instanceof OnboardingError) || error.code !== 'OUTCOME_UNKNOWN') throw error;
      if (!error.problem?.onboarding) throw error;
      return this.take(error.problem.onboarding, 'REFRESH', {}, options);
    }
  }
}

function onboardingsOf(product: string): string {
  return `/v1/${product}/onboardings`;
}

/** The address of an action that the onboarding offers; a refresh is always possible. @throws OnboardingError NOT_OFFERED */
function hrefOf({ product, id, nextAction, alternatives }: Onboarding, name: Action['action']): string {
  if (name === 'REFRESH') return `${onboardingsOf(product)}/${id}/refresh`;
  const offered = [nextAction, ...alternatives].find((one) => one?.action === name);
  // Only the gateway itself may get what the customer gave.
  if (offered?.href.startsWith('/')) return offered.href;
  throw OnboardingError.ofFault('NOT_OFFERED', name);
}
