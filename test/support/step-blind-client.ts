import { onboardingOf, problemOf, type Client, type Reply } from './client.js';
import { AADHAAR, CONSENT, PAN, PID, REGISTRATION } from './people.js';
import type { Action, Field, Onboarding } from './resources.js';

/** What a person at the counter can answer, by field name. It names no step and no state. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  ...REGISTRATION,
  aadhaarNumber: AADHAAR,
  pidData: PID,
  consent: CONSENT,
  pan: PAN,
};
/** More than the longest journey takes: a journey with more actions does not end. */
const MAX_ACTIONS = 15;

/** What happened at one action. */
export interface Taken {
  readonly action: string;
  readonly reply: Reply;
}

/**
 * A client that knows no journey: it takes `nextAction` and fills in its `fields`. If a problem names a prerequisite,
 * the client completes that first and then repeats the step.
 */
export class StepBlindClient {
  constructor(private readonly client: Client) {}

  /**
   * Takes actions until `nextAction` is null.
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
      if (taken.length >= MAX_ACTIONS) {
        throw new Error(`${product} does not end: ${taken.map(({ action }) => action).join(', ')}`);
      }
      const reply = await this.take(onboarding.nextAction, () => this.client.otp(product, mobile));
      taken.push({ action: onboarding.nextAction.action, reply });
      onboarding =
        reply.status < 400 ? onboardingOf(reply) : await this.completePrerequisite(reply, mobile, taken);
    }
    return { onboarding, taken };
  }

  /** Completes the prerequisite that a problem names. @returns the onboarding to continue */
  private async completePrerequisite(refused: Reply, mobile: string, taken: Taken[]): Promise<Onboarding> {
    const { code, prerequisite, retry, onboarding } = problemOf(refused);
    if (!prerequisite || !onboarding) throw new Error(`A step was refused with ${code}`);
    if (retry !== 'NEW_KEY')
      throw new Error(`${code} has retry ${retry}, but its step must be repeated with a new key`);
    const body = filled(prerequisite.fields, { ...ANSWERS, mobile });
    const started = onboardingOf(await this.client.post(prerequisite.href, body));
    const first = await this.complete(started.product, mobile, started);
    taken.push({ action: prerequisite.action, reply: refused }, ...first.taken);
    return onboarding;
  }

  /** Sends the fields of the action's form to its href. */
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

/** Checks the form against a value that the API accepts. @throws Error if the form does not allow the value */
function check(
  { name, type, pattern, minLength, maxLength, min, max, options }: Field,
  value: unknown,
): void {
  if (typeof value !== type)
    throw new Error(`The form requires ${name} as ${type}, which no value of the API is`);
  if (pattern !== undefined && !new RegExp(pattern).test(String(value)))
    throw new Error(`${name} does not match the pattern of its form`);
  const { length } = String(value);
  if (type === 'string' && (length < (minLength ?? 0) || length > (maxLength ?? Infinity)))
    throw new Error(`${name} does not have a length of its form`);
  if (String(value) < (min ?? '') || (max !== undefined && String(value) > max))
    throw new Error(`${name} is not between the dates of its form`);
  if (options && !options.includes(String(value))) throw new Error(`${name} is not an option of its form`);
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
