import { afterEach, describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf, type Reply } from './support/client.js';
import { AADHAAR, CONSENT, identity, PID, REGISTRATION } from './support/people.js';
import { increases, seriesOf } from './support/series.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();
afterEach(async () => {
  // After all inputs the process runs and has logged no unexpected error.
  expect((await gateway.client.get('/health/live')).status).toBe(200);
  expect(gateway.log.filter(({ event }) => event === 'unexpected error')).toEqual([]);
});

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(verdictOf(reply)).toMatchObject({ status, code });
  expect(reply.text).not.toMatch(/\bat .*\.(js|ts)\b|node_modules|SyntaxError|FST_ERR/);
}

/** A body of some step with one field changed, and the field that must be named. */
async function refusedFields(
  product: string,
  code: string,
  route: string,
  body: unknown,
): Promise<readonly string[]> {
  const { id } = onboardingOf(await gateway.client.start(product, identity(code)));
  const reply = await gateway.client.post(`/v1/${product}/onboardings/${id}/${route}`, body);
  expectProblem(reply, 400, 'VALIDATION_FAILED');
  return (problemOf(reply).errors ?? []).map(({ field }) => field);
}

describe('a registration', () => {
  const { address } = REGISTRATION;
  const youngest = new Date();
  youngest.setUTCFullYear(youngest.getUTCFullYear() - 18);
  youngest.setUTCDate(youngest.getUTCDate() + 3);

  test.each<[string, object, string]>([
    ['a blank name', { name: '   ' }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a name with a digit', { name: 'Karan 2' }, 'name'],
    ['a name with a control character', { name: 'Karan\u0007Garg' }, 'name'],
    ['a name with a line break', { name: 'Karan\nGarg' }, 'name'],
    ['a name of 101 letters', { name: 'k'.repeat(101) }, 'name'],
    ['a name as a number', { name: 7 }, 'name'],
    ['no name', { name: undefined }, 'name'],
    ['a date of birth that does not exist', { dateOfBirth: '1990-02-30' }, 'dateOfBirth'],
    ['a date of birth in the future', { dateOfBirth: '2990-01-01' }, 'dateOfBirth'],
    ['a date of birth in another order', { dateOfBirth: '15-05-1990' }, 'dateOfBirth'],
    ['a date of birth with a time', { dateOfBirth: '1990-05-15T00:00:00Z' }, 'dateOfBirth'],
    ['a customer under eighteen', { dateOfBirth: youngest.toISOString().slice(0, 10) }, 'dateOfBirth'],
    ['a customer of 1850', { dateOfBirth: '1850-01-01' }, 'dateOfBirth'],
    ['an address that is text', { address: '123 MG Road' }, 'address'],
    ['an address that is an array', { address: [address] }, 'address'],
    ['no address', { address: undefined }, 'address'],
    ['a blank line', { address: { ...address, line: ' \t ' } }, 'address.line'],
    ['a line with a null character', { address: { ...address, line: '12\u0000 Road' } }, 'address.line'],
    ['a line of 201 characters', { address: { ...address, line: 'x'.repeat(201) } }, 'address.line'],
    ['a pincode of five digits', { address: { ...address, pincode: '56000' } }, 'address.pincode'],
    ['a pincode that begins with 0', { address: { ...address, pincode: '060001' } }, 'address.pincode'],
    ['no district', { address: { ...address, district: undefined } }, 'address.district'],
    ['an unknown member of the address', { address: { ...address, country: 'IN' } }, 'address.country'],
    ['an unknown field', { gender: 'F' }, 'gender'],
    ['an inherited name in the address', { address: { ...address, valueOf: 'x' } }, 'address.valueOf'],
  ])('with %s names the field', async (_what, change, field) => {
    expect(await refusedFields('ppi-levin', '132', 'registration', { ...REGISTRATION, ...change })).toEqual([
      field,
    ]);
  });
});

describe('an OTP, a PAN, an Aadhaar number, a fingerprint', () => {
  const aadhaar = { aadhaarNumber: AADHAAR, consent: CONSENT };
  const biometric = { ...aadhaar, pidData: PID };
  const pid = (pidData: unknown): object => ({ ...biometric, pidData });

  test.each<[string, string, object, string]>([
    ['an OTP of two digits', 'otp/verification', { otp: '12' }, 'otp'],
    ['an OTP of eleven digits', 'otp/verification', { otp: '12345678901' }, 'otp'],
    ['an OTP as a number', 'otp/verification', { otp: 123456 }, 'otp'],
    ['a PAN in small letters', 'pan', { pan: 'abcde1234f' }, 'pan'],
    ['a PAN with a blank', 'pan', { pan: 'ABCDE 1234F' }, 'pan'],
    [
      'an Aadhaar number with a wrong check digit',
      'aadhaar',
      { ...aadhaar, aadhaarNumber: '999941057059' },
      'aadhaarNumber',
    ],
    [
      'an Aadhaar number that begins with 1',
      'aadhaar',
      { ...aadhaar, aadhaarNumber: '199941057058' },
      'aadhaarNumber',
    ],
    [
      'an Aadhaar number with blanks',
      'aadhaar',
      { ...aadhaar, aadhaarNumber: '9999 4105 7058' },
      'aadhaarNumber',
    ],
    [
      'a language that is not a language tag',
      'aadhaar',
      { ...aadhaar, consent: { ...CONSENT, language: 'English!' } },
      'consent.language',
    ],
    [
      'consent given as text',
      'aadhaar',
      { ...aadhaar, consent: { ...CONSENT, given: 'yes' } },
      'consent.given',
    ],
    ['consent as text', 'aadhaar', { ...aadhaar, consent: 'yes' }, 'consent'],
    ['a field for a step that takes none', 'refresh', { force: true }, 'force'],
  ])('%s is refused by name', async (_what, route, body, field) => {
    expect(await refusedFields('ppi-levin', '136', route, body)).toEqual([field]);
  });

  test('a language that ppi-digikhata does not have is refused by name', async () => {
    const body = { ...aadhaar, consent: { ...CONSENT, language: 'fr' } };

    expect(await refusedFields('ppi-digikhata', '136', 'aadhaar', body)).toEqual(['consent.language']);
  });

  test.each<[string, object]>([
    ['with a DOCTYPE', pid(`<!DOCTYPE PidData [<!ENTITY a "b">]>${PID.slice(PID.indexOf('<PidData'))}`)],
    ['with a DOCTYPE behind the declaration', pid(PID.replace('?>', '?><!DOCTYPE PidData>'))],
    ['that is not well formed', pid('<PidData><Data></PidData>')],
    ['that is truncated', pid(PID.slice(0, -4))],
    ['with two roots', pid('<PidData></PidData><PidData></PidData>')],
    ['with another root', pid('<Other></Other>')],
    ['with an unescaped &', pid(PID.replace('errCode="0"', 'errCode="0" errInfo="a & b"'))],
    ['that is not XML', pid('fingerprint')],
    ['that is empty', pid('')],
    ['that is a number', pid(7)],
    ['that is missing', aadhaar],
  ])('a fingerprint %s is refused by name', async (_what, body) => {
    expect(await refusedFields('dmt-fino', '134', 'biometric', body)).toEqual(['pidData']);
  });

  test.each([
    ['720', '<PidData><Resp errCode="720" errInfo="Device not ready"/></PidData>'],
    [
      '700',
      "<?xml version='1.0'?><!-- c --><PidData><Resp errCode='700' errInfo='Capture timed out'/></PidData>",
    ],
  ])('a capture that failed with %s is refused with its code, without a call', async (code, xml) => {
    const { id } = onboardingOf(await gateway.client.start('dmt-fino', identity('134')));
    const before = await seriesOf(gateway);
    const reply = await gateway.client.post(`/v1/dmt-fino/onboardings/${id}/biometric`, {
      ...biometric,
      ...pid(xml),
    });

    expect(problemOf(reply)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      errors: [
        { field: 'pidData', message: expect.stringContaining(`the device failed with error ${code};`) },
      ],
    });
    expect(increases(before, await seriesOf(gateway), 'eko_call_duration_seconds_count')).toEqual({});
  });

  test.each(['\uFEFF', '<!-- captured on a counter -->'])(
    'a fingerprint after %j is sent to Eko',
    async (start) => {
      const { id } = onboardingOf(await gateway.client.start('dmt-fino', identity('134')));
      const reply = await gateway.client.post(`/v1/dmt-fino/onboardings/${id}/biometric`, {
        ...biometric,
        ...pid(start + PID.slice(PID.indexOf('<PidData'))),
      });

      expect(onboardingOf(reply).state).toBe('EKYC_OTP_PENDING');
    },
  );

  test.each<[string, object | undefined]>([
    ['missing', undefined],
    ['not given', { ...CONSENT, given: false }],
  ])('consent that is %s is CONSENT_REQUIRED', async (_what, consent) => {
    const { id } = onboardingOf(await gateway.client.start('dmt-fino', identity('134')));
    const reply = await gateway.client.post(`/v1/dmt-fino/onboardings/${id}/biometric`, {
      ...biometric,
      consent,
    });

    expectProblem(reply, 422, 'CONSENT_REQUIRED');
  });

  test('the consent language is a query parameter, and must be one of Eko’s', async () => {
    const { id } = onboardingOf(await gateway.client.start('ppi-digikhata', identity('136')));
    for (const query of ['', '?language=', '?language=fr', '?language=en&language=hi', '?language[]=en']) {
      const reply = await gateway.client.get(`/v1/ppi-digikhata/onboardings/${id}/consent${query}`);
      expectProblem(reply, 400, 'VALIDATION_FAILED');
    }
  });
});
