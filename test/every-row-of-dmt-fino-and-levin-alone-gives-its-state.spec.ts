import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { holds, type Row } from './support/contract-row.js';
import * as eko from './support/eko-replies.js';
import { reply, status } from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
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

describe('dmt-fino', () => {
  test.each<Row>([
    ['308 not registered', 'BIOMETRIC_PENDING', 'REFRESH', eko.NOT_REGISTERED, '200 NOT_REGISTERED'],
    [
      '300 at registration',
      'NOT_REGISTERED',
      'REGISTER',
      eko.WALLET_OPENED,
      '200 BIOMETRIC_PENDING',
      eko.EKYC_PENDING,
    ],
    [
      '2129 after biometrics',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      eko.EKYC_OTP_SENT,
      '200 EKYC_OTP_PENDING',
    ],
    [
      '2129 without reference at the look-up',
      'EKYC_OTP_PENDING',
      'REFRESH',
      reply(2129, { otp_ref_id: '' }),
      '200 BIOMETRIC_PENDING',
    ],
    [
      '2129 without reference after biometrics',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      reply(2129, { otp_ref_id: '' }),
      '200 BIOMETRIC_PENDING',
      eko.EKYC_PENDING,
    ],
    ['2131 with 302', 'EKYC_OTP_PENDING', 'VERIFY_OTP', eko.OTP_WRONG, '422 OTP_INCORRECT EKYC_OTP_PENDING'],
    ['2131 with 303', 'EKYC_OTP_PENDING', 'VERIFY_OTP', eko.OTP_EXPIRED, '422 OTP_EXPIRED EKYC_OTP_PENDING'],
    [
      '2131 that only describes an expiry',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      reply(2131, { description: 'OTP expired' }, 1),
      '422 OTP_EXPIRED EKYC_OTP_PENDING',
    ],
    [
      '2131 already registered',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      eko.ALREADY_REGISTERED,
      '200 COMPLETED',
      eko.PROFILE,
    ],
    ['2132 registration complete', 'EKYC_OTP_PENDING', 'VERIFY_OTP', reply(2132, {}), '200 COMPLETED'],
    ['2134 at the look-up', 'EKYC_OTP_PENDING', 'REFRESH', eko.EKYC_PENDING, '200 BIOMETRIC_PENDING'],
    [
      '2135',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      reply(2135, { description: 'K-100' }, 1),
      '422 BIOMETRIC_REJECTED BIOMETRIC_PENDING',
    ],
    [
      '2135 with an existing relationship',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      reply(2135, { description: 'an existing relationship with the bank' }, 1),
      '200 REJECTED',
    ],
    [
      '2138 at the eKYC OTP',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      reply(2138, {}, 1),
      '422 OTP_INCORRECT EKYC_OTP_PENDING',
    ],
    [
      '1388 with kyc_verified',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      reply(1388, { kyc_verified: true }),
      '200 COMPLETED',
    ],
    [
      '1388 with kyc_verified false',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      reply(1388, { kyc_verified: false }),
      '502 UPSTREAM_UNRECOGNIZED EKYC_OTP_PENDING',
    ],
    [
      '302 by status alone',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      status(302),
      '422 OTP_INCORRECT EKYC_OTP_PENDING',
    ],
    [
      '303 by status alone',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      status(303),
      '422 OTP_EXPIRED EKYC_OTP_PENDING',
    ],
    [
      '2136, which is not dmt-fino’s',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      eko.AADHAAR_PENDING,
      '502 UPSTREAM_UNRECOGNIZED BIOMETRIC_PENDING',
    ],
    [
      '2147, which is not dmt-fino’s',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      eko.PAN_REQUIRED,
      '502 UPSTREAM_UNRECOGNIZED EKYC_OTP_PENDING',
    ],
    [
      'an unknown type id',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      reply(9999, {}),
      '502 UPSTREAM_UNRECOGNIZED EKYC_OTP_PENDING',
    ],
  ])('%s', async (...row: Row) => {
    await holds(stage, 'dmt-fino', row);
  });
});

describe('ppi-levin', () => {
  test.each<Row>([
    [
      '1388 with a reference',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      reply(1388, { otp_ref_id: '66748392' }),
      '200 AADHAAR_OTP_PENDING',
    ],
    [
      '1388 without a reference',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      reply(1388, {}),
      '502 UPSTREAM_UNRECOGNIZED AADHAAR_PENDING',
    ],
    [
      '1388 with 463 at Aadhaar',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      { ...reply(1388, {}, 463), status: 1 },
      '409 WALLET_SESSION_EXPIRED AADHAAR_PENDING',
    ],
    [
      '1388 with 463 at the PAN',
      'PAN_PENDING',
      'SUBMIT_PAN',
      { ...reply(1388, {}, 463), status: 1 },
      '409 WALLET_SESSION_EXPIRED PAN_PENDING',
    ],
    [
      '463 by status alone at Aadhaar',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      status(463),
      '409 WALLET_SESSION_EXPIRED AADHAAR_PENDING',
    ],
    [
      '463 by status alone at the PAN',
      'PAN_PENDING',
      'SUBMIT_PAN',
      status(463),
      '409 WALLET_SESSION_EXPIRED PAN_PENDING',
    ],
    [
      '1388 verified',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      reply(1388, { verified: true }),
      '200 PAN_PENDING',
    ],
    [
      '1388 verified, without a status',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      { response_type_id: 1388, data: { verified: true } },
      '200 PAN_PENDING',
    ],
    [
      '1388 not verified',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      reply(1388, { verified: false }),
      '502 UPSTREAM_UNRECOGNIZED AADHAAR_OTP_PENDING',
    ],
    [
      '1388 with 302',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      { ...reply(1388, {}, 302), status: 1 },
      '422 OTP_INCORRECT AADHAAR_OTP_PENDING',
    ],
    [
      '1388 with 303',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      { ...reply(1388, {}, 303), status: 1 },
      '422 OTP_EXPIRED AADHAAR_OTP_PENDING',
    ],
  ])('%s', async (...row: Row) => {
    await holds(stage, 'ppi-levin', row);
  });
});
