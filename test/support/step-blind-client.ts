import { onboardingOf, problemOf, type Client, type Reply } from './client.js';
import { AADHAAR, CONSENT, PAN, PID, REGISTRATION } from './people.js';
import type { Action, Field, Onboarding } from './resources.js';

/** What a person at the counter can answer, by the names that forms ask with. It names no step and no state. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  ...REGISTRATION,
  aadhaarNumber: AADHAAR,
  pidData: PID,
  consent: CONSENT,
  pan: PAN,
};
/** More than the longest journey takes, so that a journey which goes in circles is found out. */
const MOST_ACTIONS = 15;

/** What happened at one action. */
export interface Taken {
  readonly action: string;
  readonly reply: Reply;
}

/**
 * A client that knows no journey: it does what `nextAction` says, and fills in what `fields` asks for. When a problem
 * names a prerequisite it completes that first, and comes back.
 */
export class StepBlindClient {
  constructor(private readonly client: Client) {}

  /**
   * Goes on until nothing is due any more.
   * @throws Error when an action is refused, or the journey does not end
   */
  async complete(
    product: string,
    mobile: string,
    begun?: Onboarding,
  ): Promise<{ onboarding: Onboarding; taken: readonly Taken[] }> {
    let onboarding = begun ?? onboardingOf(await this.client.start(product, mobile));
    const taken: Taken[] = [];
    while (onboarding.nextAction !== null) {
      if (taken.length >= MOST_ACTIONS) {
        throw new Error(`${product} goes in circles: ${taken.map(({ action }) => action).join(', ')}`);
      }
      const reply = await this.take(onboarding.nextAction, () => this.client.otp(product, mobile));
      taken.push({ action: onboarding.nextAction.action, reply });
      onboarding = reply.status < 400 ? onboardingOf(reply) : await this.overcome(reply, mobile, taken);
    }
    return { onboarding, taken };
  }

  /** Where to go on after a problem: what it names as its prerequisite is complete by then. */
  private async overcome(refused: Reply, mobile: string, taken: Taken[]): Promise<Onboarding> {
    const { code, prerequisite, retry, onboarding } = problemOf(refused);
    if (!prerequisite || !onboarding) throw new Error(`A step was refused with ${code}`);
    if (retry !== 'NEW_KEY') throw new Error(`${code} says ${retry}, though its step is to be repeated`);
    const body = filled(prerequisite.fields, { ...ANSWERS, mobile });
    const started = onboardingOf(await this.client.post(prerequisite.href, body));
    const first = await this.complete(started.product, mobile, started);
    taken.push({ action: prerequisite.action, reply: refused }, ...first.taken);
    return onboarding;
  }

  /** Sends what the action's form asks for, to where it says. */
  async take({ href, fields, method }: Action, otp: () => Promise<string>): Promise<Reply> {
    if (method !== 'POST') throw new Error(`An action must be posted, not sent by ${method}`);
    const answers = fields.some(({ name }) => name === 'otp') ? { ...ANSWERS, otp: await otp() } : ANSWERS;
    return this.client.post(href, filled(fields, answers));
  }
}

function filled(fields: readonly Field[], answers: Readonly<Record<string, unknown>>): object {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = at(answers, field.name);
    if (value === undefined && !field.required) continue;
    check(field, value);
    put(body, field.name, value);
  }
  return body;
}

/** The form must describe what it asks for truly: an answer that fits the API fits its form. */
function check({ name, type, pattern, options }: Field, value: unknown): void {
  if (typeof value !== type) throw new Error(`The form asks for ${name} as ${type}; nobody can answer that`);
  if (pattern !== undefined && !new RegExp(pattern).test(String(value)))
    throw new Error(`${name} does not match the pattern of its form`);
  if (options && !options.some((option) => option === value))
    throw new Error(`${name} is none of the options of its form`);
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, part) =>
        typeof inner === 'object' && inner !== null
          ? (inner as Readonly<Record<string, unknown>>)[part]
          : undefined,
      value,
    );
}

function put(body: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    body[first] = value;
    return;
  }
  const inner = (body[first] ??= {}) as Record<string, unknown>;
  put(inner, rest.join('.'), value);
}
