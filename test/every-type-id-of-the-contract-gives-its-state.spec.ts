import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { holds, type Row } from './support/contract-row.js';
import * as eko from './support/eko-replies.js';
import { reply, status } from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
import { OTP_PRODUCTS } from './support/resources.js';
import { Stage } from './support/stage.js';
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

describe.each(OTP_PRODUCTS)('%s', (product) => {
  test.each<Row>([
    ['308 not registered', 'OTP_PENDING', 'REFRESH', eko.NOT_REGISTERED, '200 NOT_REGISTERED'],
    ['309 at the look-up', 'OTP_PENDING', 'REFRESH', eko.PROFILE, '200 COMPLETED'],
    ['309 at the mobile OTP', 'OTP_PENDING', 'VERIFY_OTP', eko.PROFILE, '200 COMPLETED'],
    ['309 at the Aadhaar OTP', 'AADHAAR_OTP_PENDING', 'VERIFY_OTP', eko.PROFILE, '200 COMPLETED'],
    [
      '2129 as 2129/1/2129',
      'NOT_REGISTERED',
      'REGISTER',
      { ...eko.MOBILE_OTP_SENT, response_status_id: 1, status: 2129 },
      '200 OTP_PENDING',
    ],
    [
      '2129 as 2129/0/0',
      'NOT_REGISTERED',
      'REGISTER',
      { ...eko.MOBILE_OTP_SENT, response_status_id: 0, status: 0 },
      '200 OTP_PENDING',
    ],
    [
      '2129 with intent 20',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      eko.AADHAAR_OTP_SENT,
      '200 AADHAAR_OTP_PENDING',
    ],
    [
      '2129 with intent "20"',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      reply(2129, { intent_id: '20', otp_ref_id: 'r' }),
      '200 AADHAAR_OTP_PENDING',
    ],
    [
      '2129 without intent at registration',
      'NOT_REGISTERED',
      'REGISTER',
      reply(2129, { otp_ref_id: 'r' }),
      '200 OTP_PENDING',
    ],
    ['2131 with 302', 'OTP_PENDING', 'VERIFY_OTP', eko.OTP_WRONG, '422 OTP_INCORRECT OTP_PENDING'],
    ['2131 with 303', 'OTP_PENDING', 'VERIFY_OTP', eko.OTP_EXPIRED, '422 OTP_EXPIRED OTP_PENDING'],
    [
      '2131 that only describes an expiry',
      'OTP_PENDING',
      'VERIFY_OTP',
      reply(2131, { description: 'OTP Expired' }, 1),
      '422 OTP_EXPIRED OTP_PENDING',
    ],
    [
      '2131 that says nothing more',
      'OTP_PENDING',
      'VERIFY_OTP',
      reply(2131, undefined, 1),
      '422 OTP_INCORRECT OTP_PENDING',
    ],
    [
      '2131 already registered',
      'OTP_PENDING',
      'VERIFY_OTP',
      eko.ALREADY_REGISTERED,
      '200 COMPLETED',
      eko.PROFILE,
    ],
    [
      '2131 at the Aadhaar OTP',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      eko.OTP_WRONG,
      '422 OTP_INCORRECT AADHAAR_OTP_PENDING',
    ],
    ['2132 registration complete', 'OTP_PENDING', 'VERIFY_OTP', reply(2132, {}), '200 COMPLETED'],
    ['2136 without data', 'OTP_PENDING', 'VERIFY_OTP', eko.AADHAAR_PENDING, '200 AADHAAR_PENDING'],
    ['2136 at the look-up', 'OTP_PENDING', 'REFRESH', eko.AADHAAR_PENDING, '200 AADHAAR_PENDING'],
    [
      '2138 at the mobile OTP',
      'OTP_PENDING',
      'VERIFY_OTP',
      reply(2138, {}, 1),
      '422 OTP_INCORRECT OTP_PENDING',
    ],
    [
      '2138 at the Aadhaar OTP',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      reply(2138, {}, 1),
      '422 OTP_INCORRECT AADHAAR_OTP_PENDING',
    ],
    [
      '2138 at the Aadhaar step',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      reply(2138, {}, 1),
      '422 AADHAAR_REJECTED AADHAAR_PENDING',
    ],
    ['2147 at the mobile OTP', 'OTP_PENDING', 'VERIFY_OTP', eko.PAN_REQUIRED, '200 PAN_PENDING'],
    ['2147 at the Aadhaar OTP', 'AADHAAR_OTP_PENDING', 'VERIFY_OTP', eko.PAN_REQUIRED, '200 PAN_PENDING'],
    ['2147 at the PAN step', 'PAN_PENDING', 'SUBMIT_PAN', eko.PAN_REQUIRED, '422 PAN_REJECTED PAN_PENDING'],
    ['309 at the PAN step', 'PAN_PENDING', 'SUBMIT_PAN', eko.PROFILE, '200 COMPLETED'],
    [
      '300 at registration',
      'NOT_REGISTERED',
      'REGISTER',
      eko.WALLET_OPENED,
      '200 OTP_PENDING',
      eko.MOBILE_OTP_SENT,
    ],
    ['327 at the Aadhaar step', 'AADHAAR_PENDING', 'SUBMIT_AADHAAR', status(327), '200 OTP_PENDING'],
    ...(['abc', '2129.0', '1234567890', true] as const).map((unreadable): Row => [
      `a type id of ${String(unreadable)}, which is no missing one, and a reference`,
      'NOT_REGISTERED',
      'REGISTER',
      { response_type_id: unreadable, status: 0, data: { otp_ref_id: 'r' } },
      '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED',
    ]),
    [
      'no type id but a reference',
      'NOT_REGISTERED',
      'REGISTER',
      { status: 0, data: { otp_ref_id: 'r' } },
      '200 OTP_PENDING',
    ],
    [
      'no type id but an Aadhaar reference',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      { status: 0, data: { otp_ref_id: 'r', intent_id: 20 } },
      '200 AADHAAR_OTP_PENDING',
    ],
    [
      '2134, which is dmt-fino’s',
      'OTP_PENDING',
      'VERIFY_OTP',
      eko.EKYC_PENDING,
      '502 UPSTREAM_UNRECOGNIZED OTP_PENDING',
    ],
    [
      '2135, which is dmt-fino’s',
      'OTP_PENDING',
      'VERIFY_OTP',
      reply(2135, {}),
      '502 UPSTREAM_UNRECOGNIZED OTP_PENDING',
    ],
    ['2444 at a step', 'OTP_PENDING', 'VERIFY_OTP', reply(2444, {}), '502 UPSTREAM_UNRECOGNIZED OTP_PENDING'],
    [
      '1388 at registration',
      'NOT_REGISTERED',
      'REGISTER',
      reply(1388, { verified: true }),
      '502 UPSTREAM_UNRECOGNIZED NOT_REGISTERED',
    ],
  ])('%s', async (...row: Row) => {
    await holds(stage, product, row);
  });
});
