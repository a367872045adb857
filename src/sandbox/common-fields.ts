import { BoundedMap } from './bounded.js';
import { jsonAnswer, Refusal, invalidParameter, refusedByStatus } from './http-answer.js';
import type { ParameterRules } from './parameters.js';
import type { Fields, Reply } from './wire.js';

const MAX_REMEMBERED_REFERENCES = 200_000;

/** Checks the fields that every request carries, and that no client_ref_id is used twice. */
export class CommonFields {
  private readonly seenReferences = new BoundedMap<string, true>(MAX_REMEMBERED_REFERENCES);

  constructor(private readonly initiatorId: string) {}

  /**
   * Eko does not promise to refuse a repeated client_ref_id. The simulator does, to detect a client that sends a
   * call twice. It remembers the last 200,000.
   * @throws Refusal HTTP 200 with status 461, 319 or 346
   */
  check(fields: Fields): void {
    const reference = fields['client_ref_id'];
    if (typeof reference !== 'string' || !/^[A-Za-z0-9_-]{10,20}$/.test(reference)) {
      throw refused(
        'client_ref_id',
        invalidParameter('client_ref_id', '10 to 20 of [A-Za-z0-9_-]', reference),
      );
    }
    if (this.seenReferences.get(reference)) {
      throw refused(
        'client_ref_id repeated',
        invalidParameter('client_ref_id', 'unique, but was already used', reference),
      );
    }
    this.seenReferences.set(reference, true);
    if (fields['initiator_id'] !== this.initiatorId) {
      throw refused(
        'initiator_id',
        refusedByStatus(319, 'Merchant does not exist in system.', 'initiator_id'),
      );
    }
    if (typeof fields['user_code'] !== 'string' || !/^[0-9]{4,20}$/.test(fields['user_code'])) {
      throw refused('user_code', refusedByStatus(346, 'Invalid user code', 'user_code'));
    }
  }
}

/** @throws Refusal HTTP 200 with type id -1 that names the first invalid parameter */
export function checkParameters(fields: Fields, rules: ParameterRules): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = fields[name];
    if (value === undefined && rule.optional) continue;
    if (!rule.accepts(value)) throw refused(name, invalidParameter(name, rule.expected, value));
  }
}

/** @throws Refusal as above, when the path does not contain a mobile number */
export function checkMobile(mobile: string): void {
  if (!/^[6-9][0-9]{9}$/.test(mobile)) {
    throw refused('customer_id', invalidParameter('customer_id', 'a mobile number of ten digits', mobile));
  }
}

function refused(parameter: string, reply: Reply): Refusal {
  return new Refusal(`parameter ${parameter}`, jsonAnswer(200, reply));
}
