import { describe, expect, it } from '@jest/globals';
import { EVERYWHERE } from '../onboarding/everywhere.outcomes.js';
import type { DataCondition, OutcomeRow, OutcomeTable } from '../onboarding/outcome.js';
import { outcomesOf } from '../onboarding/product.js';
import { PRODUCTS } from './registry.js';

/** Rows that can never decide, because an earlier one takes every reply that they would. */
function shadowed(table: OutcomeTable): OutcomeRow[] {
  return table.filter((row, index) => table.slice(0, index).some((earlier) => takesAll(earlier, row)));
}

function takesAll(earlier: OutcomeRow, later: OutcomeRow): boolean {
  const calls = !earlier.calls || (later.calls?.every((call) => earlier.calls?.includes(call)) ?? false);
  const typeId = earlier.typeId === undefined || earlier.typeId === later.typeId;
  const status = earlier.status === undefined || earlier.status === later.status;
  return calls && typeId && status && implied(earlier.where ?? {}, later.where ?? {});
}

function implied(earlier: DataCondition, later: DataCondition): boolean {
  const present = earlier.present === undefined || [later.present, later.affirmed].includes(earlier.present);
  const affirmed = earlier.affirmed === undefined || earlier.affirmed === later.affirmed;
  const intents: readonly DataCondition['intent'][] =
    earlier.intent === 'MOBILE' ? ['MOBILE', 'NONE'] : [earlier.intent];
  const intent = earlier.intent === undefined || intents.includes(later.intent);
  const description =
    earlier.description === undefined || String(earlier.description) === String(later.description);
  return present && affirmed && intent && description;
}

describe.each(PRODUCTS.map(({ name, outcomes }) => [name, outcomes] as const))(
  'the table of %s',
  (_, table) => {
    it('has no row that an earlier one always shadows', () => {
      expect(shadowed(table)).toEqual([]);
    });

    it('has no row twice', () => {
      const texts = table.map((row) =>
        JSON.stringify({ ...row, description: String(row.where?.description) }),
      );
      expect(texts).toHaveLength(new Set(texts).size);
    });

    it('names no call twice in a row', () => {
      for (const { calls = [] } of table) expect(calls).toHaveLength(new Set(calls).size);
    });
  },
);

describe('the rows that hold everywhere', () => {
  it('have none that an earlier one always shadows', () => {
    expect(shadowed(EVERYWHERE)).toEqual([]);
  });

  it('are replaced by a product in one place only: what verification is pending for dmt-fino', () => {
    const replaced = PRODUCTS.flatMap((product) =>
      shadowed(outcomesOf(product)).map(({ status }) => `${product.name} ${String(status)}`),
    );
    expect(replaced).toEqual(['dmt-fino 327']);
  });

  it('decide by a status, or by the type id of a refused parameter', () => {
    expect(EVERYWHERE.filter(({ status }) => status === undefined)).toEqual([
      { typeId: -1, outcome: { problem: 'UPSTREAM_REJECTED_REQUEST' } },
    ]);
  });
});

describe('the search for shadowed rows', () => {
  const outcome = { state: 'COMPLETED' } as const;
  it.each<[string, OutcomeRow, OutcomeRow]>([
    ['the same row', { typeId: 1, outcome }, { typeId: 1, outcome }],
    ['fewer calls', { typeId: 1, outcome }, { calls: ['lookUp'], typeId: 1, outcome }],
    ['a status', { typeId: 1, outcome }, { typeId: 1, status: 302, outcome }],
    ['a condition', { typeId: 1, outcome }, { typeId: 1, where: { present: 'a' }, outcome }],
    [
      'a narrower intent',
      { where: { intent: 'MOBILE' }, outcome },
      { typeId: 1, where: { intent: 'NONE' }, outcome },
    ],
    [
      'the same pattern',
      { where: { description: /a/i }, outcome },
      { where: { description: /a/i }, status: 1, outcome },
    ],
  ])('finds %s after a wider row', (_, earlier, later) => {
    expect(shadowed([earlier, later])).toEqual([later]);
  });

  it.each<[string, OutcomeRow, OutcomeRow]>([
    ['other calls', { calls: ['lookUp'], outcome }, { calls: ['register'], outcome }],
    ['more calls', { calls: ['lookUp'], outcome }, { outcome }],
    ['another type id', { typeId: 1, outcome }, { typeId: 'NONE', outcome }],
    ['another status', { status: 302, outcome }, { status: 303, outcome }],
    ['a wider intent', { where: { intent: 'NONE' }, outcome }, { where: { intent: 'MOBILE' }, outcome }],
    ['another pattern', { where: { description: /a/ }, outcome }, { where: { description: /b/ }, outcome }],
  ])('lets %s pass', (_, earlier, later) => {
    expect(shadowed([earlier, later])).toEqual([]);
  });
});
