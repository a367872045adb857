import { describe, expect, it } from '@jest/globals';
import type { CallName } from '../eko/call.js';
import { readEnvelope, type Envelope } from '../eko/envelope.js';
import { EVERYWHERE } from '../onboarding/journey/everywhere.outcomes.js';
import {
  decidingRow,
  type OutcomeRow,
  type OutcomeTable,
  type ReplyCondition,
} from '../onboarding/journey/outcome.js';
import { callsOf, outcomesOf, type Product } from '../onboarding/journey/product.js';
import { PRODUCTS } from './registry.js';

/** An id that is in no table. */
const UNKNOWN = 888_888;

/** Replies that meet only the conditions of the row: an earlier row that matches all of them shadows the row. */
function repliesFor(row: OutcomeRow): readonly Envelope[] {
  const { where = {} } = row;
  const status = 'refusal' in row || row.typeId === 'NONE' ? undefined : row.status;
  const typeIds =
    'refusal' in row ? [-1, UNKNOWN] : row.typeId === 'NONE' ? [undefined] : [row.typeId ?? UNKNOWN];
  const statuses =
    'refusal' in row ? [[461], [97], [undefined, 461], [UNKNOWN]] : [[status], [UNKNOWN, status]];
  return typeIds.flatMap((typeId) =>
    statuses.map(([value, id]) =>
      envelope({
        response_type_id: typeId,
        status: value,
        response_status_id: id,
        data: dataFor(where),
        invalid_params: Object.fromEntries((where.refused ?? []).slice(0, 1).map((name) => [name, 'x'])),
      }),
    ),
  );
}

function dataFor({ present, affirmed = [], denied, intent, description }: ReplyCondition): object {
  return {
    ...(present !== undefined && { [present]: 'x' }),
    ...Object.fromEntries(affirmed.slice(0, 1).map((key) => [key, true])),
    ...(denied !== undefined && { [denied]: false }),
    ...(intent === 'MOBILE' && { intent_id: 19 }),
    ...(intent === 'AADHAAR' && { intent_id: 20 }),
    ...(description !== undefined && { description }),
  };
}

function envelope(reply: object): Envelope {
  const read = readEnvelope(JSON.stringify(reply));
  if (!read) throw new Error('the reply is not an envelope');
  return read;
}

/** The calls for which the row decides one of the replies of `repliesFor`. */
function decidedBy(row: OutcomeRow, table: OutcomeTable, calls: readonly CallName[]): readonly CallName[] {
  return calls.filter((call) => repliesFor(row).some((reply) => decidingRow(table, call, reply) === row));
}

/** The rows of a table that never decide, or not for every call that they list. */
function shadowed(table: OutcomeTable, calls: readonly CallName[]): readonly OutcomeRow[] {
  return table.filter((row) => decidedBy(row, table, calls).length < (row.calls?.length ?? 1));
}

const callNames = (product: Product): readonly CallName[] => callsOf(product).map(({ name }) => name);

describe.each(PRODUCTS.map((product) => [product.name, product] as const))(
  'the table of %s',
  (_, product) => {
    it('has no row that an earlier row always shadows', () => {
      const idle = shadowed(outcomesOf(product), callNames(product)).filter((row) =>
        product.outcomes.includes(row),
      );
      expect(idle).toEqual([]);
    });

    it('lists only calls of the product in a row, each once', () => {
      for (const { calls = [] } of product.outcomes) {
        expect(calls).toHaveLength(new Set(calls).size);
        expect(callNames(product)).toEqual(expect.arrayContaining([...calls]));
      }
    });
  },
);

describe('the rows for every product', () => {
  it('decide, each for at least one product', () => {
    const idle = EVERYWHERE.filter((row) =>
      PRODUCTS.every((product) => decidedBy(row, outcomesOf(product), callNames(product)).length === 0),
    );
    expect(idle).toEqual([]);
  });

  it('decide by a status or by refused parameters, never by a type id', () => {
    expect(EVERYWHERE.filter((row) => !('refusal' in row) && row.typeId !== undefined)).toEqual([]);
  });

  it('end with a row that matches every refused parameter', () => {
    expect(EVERYWHERE.at(-1)).toEqual({ refusal: true, outcome: { problem: 'UPSTREAM_REJECTED_REQUEST' } });
  });
});

describe('the search for shadowed rows', () => {
  const outcome = { state: 'COMPLETED' } as const;
  const calls: readonly CallName[] = ['lookUp', 'register'];

  it.each<[string, OutcomeRow, OutcomeRow]>([
    ['the same row', { typeId: 1, outcome }, { typeId: 1, outcome }],
    ['fewer calls', { typeId: 1, outcome }, { calls: ['lookUp'], typeId: 1, outcome }],
    [
      'a call more than the earlier row',
      { calls: ['lookUp'], typeId: 1, outcome },
      { calls, typeId: 1, outcome },
    ],
    ['a status', { typeId: 1, outcome }, { typeId: 1, status: 302, outcome }],
    ['a condition', { typeId: 1, outcome }, { typeId: 1, where: { present: 'a' }, outcome }],
    ['the same status', { status: 302, outcome }, { status: 302, where: { refused: ['otp'] }, outcome }],
    ['a refusal', { refusal: true, outcome }, { refusal: true, where: { refused: ['otp'] }, outcome }],
    [
      'a narrower description',
      { typeId: 1, where: { description: 'a' }, outcome },
      { typeId: 1, where: { description: 'AB' }, outcome },
    ],
    [
      'a narrower intent',
      { typeId: 1, where: { intent: 'MOBILE' }, outcome },
      { typeId: 1, where: { intent: 'NONE' }, outcome },
    ],
  ])('finds %s after a wider row', (_, earlier, later) => {
    expect(shadowed([earlier, later], calls)).toEqual([later]);
  });

  it('finds a status that a row with a type id shadows, in either order', () => {
    const status: OutcomeRow = { status: 5, outcome };
    const refusal: OutcomeRow = { refusal: true, outcome };
    expect(shadowed([refusal, { status: 461, outcome }, { status: 97, outcome }, status], calls)).toEqual([]);
    expect(shadowed([refusal, { typeId: -1, outcome }, { typeId: UNKNOWN, outcome }, status], calls)).toEqual(
      [refusal, status],
    );
  });

  it.each<[string, OutcomeRow, OutcomeRow]>([
    ['other calls', { calls: ['lookUp'], typeId: 1, outcome }, { calls: ['register'], typeId: 1, outcome }],
    ['all calls', { calls: ['lookUp'], typeId: 1, outcome }, { typeId: 1, outcome }],
    ['another type id', { typeId: 1, outcome }, { typeId: 'NONE', where: { present: 'a' }, outcome }],
    ['another status', { status: 302, outcome }, { status: 303, outcome }],
    ['a status after a type id', { typeId: 1, outcome }, { status: 1, outcome }],
    [
      'a wider intent',
      { typeId: 1, where: { intent: 'NONE' }, outcome },
      { typeId: 1, where: { intent: 'MOBILE' }, outcome },
    ],
    [
      'another description',
      { typeId: 1, where: { description: 'a' }, outcome },
      { typeId: 1, where: { description: 'b' }, outcome },
    ],
  ])('does not find %s', (_, earlier, later) => {
    expect(shadowed([earlier, later], calls)).toEqual([]);
  });
});
