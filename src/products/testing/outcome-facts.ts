import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { CallName } from '../../eko/call.js';
import { readEnvelope, type Envelope } from '../../eko/envelope.js';
import { decidingRow, type Outcome } from '../../onboarding/journey/outcome.js';
import { outcomesOf, type Product } from '../../onboarding/journey/product.js';

/**
 * One expected reading of a reply: call, type id, status id, status, data, outcome and, at the end, the parameters
 * that Eko refused. An undefined outcome means that the reply is unmapped on purpose.
 */
export type Fact = readonly [
  call: CallName,
  typeId: number | undefined,
  statusId: number | undefined,
  status: number | undefined,
  data: object | undefined,
  outcome: Outcome | undefined,
  refused?: readonly string[],
];

/** A documented reply: its method, path below the product's base path and scenario in eko-examples.json. */
export type Documented = readonly [
  method: string,
  path: string,
  scenario: string,
  call: CallName,
  outcome: Outcome | undefined,
];

interface Example {
  readonly product: string;
  readonly method: string;
  readonly path: string;
  readonly scenario: string;
  readonly response: object;
}

const EXAMPLES = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/eko-examples.json', import.meta.url), 'utf8'),
) as readonly Example[];

/** Tests the product's whole table against `facts`; fails if a row of the product decides for no fact. */
export function specifyOutcomes(product: Product, facts: readonly Fact[]): void {
  it.each(facts)('%s: type %j, status id %j, status %j, %j -> %j', (...fact) => {
    expect(decidingRow(outcomesOf(product), fact[0], envelopeOf(fact))?.outcome).toEqual(fact[5]);
  });

  it('every row of the table decides for a fact above', () => {
    const untested = product.outcomes.filter(
      (row) => !facts.some((fact) => decidingRow(outcomesOf(product), fact[0], envelopeOf(fact)) === row),
    );
    expect(untested).toEqual([]);
  });
}

/** Tests the product's table against its documented replies; fails if one of them is missing in `replies`. */
export function specifyDocumentedReplies(product: Product, replies: readonly Documented[]): void {
  const documented = EXAMPLES.filter((example) => example.product === product.name);

  it('every documented reply, each once', () => {
    const stated = replies.map(([method, path, scenario]) => `${method} ${path} ${scenario}`);
    expect(stated.sort()).toEqual(
      documented.map(({ method, path, scenario }) => `${method} ${path} ${scenario}`).sort(),
    );
  });

  it.each(replies)('%s %s, %s, to %s: %j', (method, path, scenario, call, outcome) => {
    const example = documented.find(
      (one) => one.method === method && one.path === path && one.scenario === scenario,
    );
    const envelope = readEnvelope(JSON.stringify(example?.response));
    expect(envelope && decidingRow(outcomesOf(product), call, envelope)?.outcome).toEqual(outcome);
  });
}

function envelopeOf([, typeId, statusId, status, data, , refused = []]: Fact): Envelope {
  const text = JSON.stringify({
    response_type_id: typeId,
    response_status_id: statusId,
    status,
    message: 'ignored text',
    data,
    invalid_params: Object.fromEntries(refused.map((name) => [name, 'ignored text'])),
  });
  const envelope = readEnvelope(text);
  if (!envelope) throw new Error('the fact is not an envelope');
  return envelope;
}
