import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf } from './support/client.js';
import { holds, type Row } from './support/contract-row.js';
import * as eko from './support/eko-replies.js';
import { reply, status } from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
import { PRODUCTS } from './support/resources.js';
import { Stage } from './support/stage.js';
import { until } from './support/until.js';
import { ScriptedUpstream } from './support/upstream.js';

let gateway: Gateway;
let upstream: ScriptedUpstream;
let stage: Stage;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  gateway = await Gateway.start(upstream.settings);
  stage = new Stage(gateway.client, upstream);
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

describe.each(PRODUCTS)('%s, by the status alone', (product) => {
  test.each<Row>([
    ['17 wallet exists', 'NOT_REGISTERED', 'REGISTER', status(17), '200 COMPLETED', eko.PROFILE],
    [
      '132 bad name',
      'NOT_REGISTERED',
      'REGISTER',
      status(132),
      '422 CUSTOMER_DETAILS_REJECTED NOT_REGISTERED',
    ],
    [
      '319 bad initiator',
      'NOT_REGISTERED',
      'REGISTER',
      status(319),
      '502 UPSTREAM_CREDENTIALS_REJECTED NOT_REGISTERED',
    ],
    [
      '346 bad user code',
      'NOT_REGISTERED',
      'REGISTER',
      status(346),
      '502 UPSTREAM_CREDENTIALS_REJECTED NOT_REGISTERED',
    ],
    ['463 user not found', 'NOT_REGISTERED', 'REFRESH', status(463), '200 NOT_REGISTERED'],
    ['585 already KYC approved', 'NOT_REGISTERED', 'REGISTER', status(585), '200 COMPLETED'],
    ['945 limit exhausted', 'NOT_REGISTERED', 'REGISTER', status(945), '422 LIMIT_EXHAUSTED NOT_REGISTERED'],
    [
      '461 refused parameter',
      'NOT_REGISTERED',
      'REGISTER',
      status(461),
      '502 UPSTREAM_REJECTED_REQUEST NOT_REGISTERED',
    ],
    [
      '97 missing parameter',
      'NOT_REGISTERED',
      'REGISTER',
      status(97),
      '502 UPSTREAM_REJECTED_REQUEST NOT_REGISTERED',
    ],
    [
      'type id -1',
      'NOT_REGISTERED',
      'REGISTER',
      { ...reply(-1, undefined, -1), invalid_params: { dob: 'x' } },
      '422 CUSTOMER_DETAILS_REJECTED NOT_REGISTERED',
    ],
    [
      'an unknown type id',
      'NOT_REGISTERED',
      'REGISTER',
      reply(9999, {}),
      '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED',
    ],
    [
      'an unknown status',
      'NOT_REGISTERED',
      'REGISTER',
      status(4711),
      '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED',
    ],
    ['an empty object', 'NOT_REGISTERED', 'REGISTER', {}, '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED'],
    [
      'success by status without any id',
      'NOT_REGISTERED',
      'REGISTER',
      { status: 0, response_status_id: 0, data: {} },
      '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED',
    ],
    [
      'no type id and an empty reference',
      'NOT_REGISTERED',
      'REGISTER',
      { status: 0, data: { otp_ref_id: '' } },
      '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED',
    ],
    [
      'ids as strings',
      'NOT_REGISTERED',
      'REFRESH',
      { status: '308', response_status_id: '1', response_type_id: '308' },
      '200 NOT_REGISTERED',
    ],
    [
      'a type id of an empty string',
      'NOT_REGISTERED',
      'REGISTER',
      { ...status(945), response_type_id: '' },
      '422 LIMIT_EXHAUSTED NOT_REGISTERED',
    ],
  ])('%s', async (...row: Row) => {
    await holds(stage, product, row);
  });
});

test.each(['customer-account', 'ppi-digikhata'] as const)(
  '%s takes 463 at the Aadhaar step for an unknown user, as only Levin has wallet tokens',
  async (product) => {
    await holds(stage, product, [
      '463',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      status(463),
      '200 NOT_REGISTERED',
    ]);
  },
);

test('an unrecognized reply is logged with its ids and counted, and nothing else of it', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-digikhata');
  const result = await stage.answered(onboarding, 'REGISTER', reply(8765, { name: 'Karan Garg' }, 43));

  const { clientRefId } = result.body as { clientRefId: string };
  const line = await gateway.event('upstream unrecognized');
  const mine = gateway.log.find((one) => one['clientRefId'] === clientRefId) ?? line;
  expect(mine).toMatchObject({ event: 'upstream unrecognized', typeId: 8765, statusId: 43, status: 0 });
  expect(JSON.stringify(mine)).not.toContain('Karan');
  const metrics = await (await fetch(gateway.metricsUrl)).text();
  expect(metrics).toMatch(/^eko_unrecognized_outcomes_total\{[^}]*ppi-digikhata[^}]*\} [1-9]/m);
});

test.each([
  ['type id -1', reply(-1, undefined, -1)],
  ['status 461', status(461)],
])(
  'parameters that Eko refused by %s are logged by their names, and nothing else of them',
  async (_what, answer) => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-digikhata');
    const invalid_params = { user_code: 'Karan Garg', name: 'no', '9876543210': 'x', 'a b': 'x' };
    const result = await stage.answered(onboarding, 'REGISTER', { ...answer, invalid_params });

    const { clientRefId } = problemOf(result);
    const line = await until('the line of that call', () =>
      gateway.log.find((one) => one['clientRefId'] === clientRefId),
    );
    expect(line).toMatchObject({
      event: 'upstream refused parameters',
      product: 'ppi-digikhata',
      call: 'register',
      parameters: ['user_code', 'name'],
    });
    expect(JSON.stringify(line)).not.toMatch(/Karan|9876543210|a b/);
  },
);
