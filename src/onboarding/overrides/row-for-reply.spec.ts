import { expect, it } from '@jest/globals';
import { rowFor } from './row-for-reply.js';

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

  ['nothing that a row can match', { status: 0, data: {} }, undefined],
])('the row for a reply with %s', (_what, ids, row) => {
  const line = { event: 'upstream unrecognized', product: 'ppi-levin', call: 'submitPan', ...ids };
  expect(rowFor(line)).toEqual(row && { calls: ['submitPan'], ...row, outcome: {} });
});
