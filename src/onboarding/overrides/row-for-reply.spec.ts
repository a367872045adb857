import { expect, it } from '@jest/globals';
import { PRODUCTS } from '../../products/registry.js';
import { outcomeChoices, rowFor } from './row-for-reply.js';

it.each([
  ['a type id and a status', { typeId: 5, status: 7, statusId: 1 }, { typeId: 5, status: 7 }],
  ['a type id alone', { typeId: 5 }, { typeId: 5 }],
  ['a status beside type id -1', { typeId: -1, status: 471, statusId: 1 }, { status: 471 }],
  ['a type id that is the status', { typeId: 471, status: 471 }, { status: 471 }],
  ['a status id and a status without a meaning', { status: 1, statusId: 471 }, { status: 471 }],
  [
    'fields alone',
    { status: 0, data: { ok: 'boolean', ref: 'string' } },
    { typeId: 'NONE', where: { present: 'ref' } },
  ],
  [
    'a number as its only field',
    { status: 0, data: { ok: 'boolean', ref: 'number' } },
    { typeId: 'NONE', where: { present: 'ref' } },
  ],
  ['a type id and a status in words', { typeId: 5, status: 'x' }, { typeId: 5 }],
  ['nothing that a row can match', { status: 0, data: {} }, undefined],
  ['no fields', { status: 0 }, undefined],
  ['null in place of fields', { status: 0, data: null }, undefined],
  ['a type id in words and fields', { typeId: 'x', status: 0, data: { ref: 'string' } }, undefined],
  ['a status in words', { status: '471' }, undefined],
])('the row for a reply with %s', (_what, ids, row) => {
  const line = { event: 'upstream unrecognized', product: 'ppi-levin', call: 'submitPan', ...ids };
  expect(rowFor(line)).toEqual(row && { calls: ['submitPan'], ...row, outcome: {} });
});

it.each(PRODUCTS)('the choices of an outcome of $name are listed for a person', (product) => {
  const choices = outcomeChoices(product);
  expect(choices).toContainEqual(expect.stringMatching(/^state: one of NOT_REGISTERED, /));
  expect(choices).toContain('lookUp: true');
  expect(choices.filter((choice) => choice.startsWith('problem: one of '))).toHaveLength(1);
});
