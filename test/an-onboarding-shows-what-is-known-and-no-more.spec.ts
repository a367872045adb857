import { expect, test } from '@jest/globals';
import { onboardingOf, type Reply } from './support/client.js';
import {
  AADHAAR,
  BODIES,
  CONSENT,
  newMobile,
  PID,
  REGISTRATION,
  ROUTES,
  type ActionName,
} from './support/people.js';
import { PRODUCTS, type Onboarding, type Product } from './support/resources.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();

function act({ product, id }: Onboarding, action: ActionName, body: object = BODIES[action]): Promise<Reply> {
  return gateway.client.post(`/v1/${product}/onboardings/${id}/${ROUTES[action]}`, body);
}

test('ppi-digikhata shows the consent text and audio before Aadhaar', async () => {
  const { id } = onboardingOf(await gateway.client.start('ppi-digikhata', newMobile()));
  const consent = `/v1/ppi-digikhata/onboardings/${id}/consent`;

  const { body: languages } = await gateway.client.get(`${consent}/languages`);
  expect(languages).toEqual({
    languages: [
      { language: 'en', name: 'English' },
      { language: 'bn', name: 'Bengali' },
      { language: 'gu', name: 'Gujarati' },
      { language: 'hi', name: 'Hindi' },
      { language: 'kn', name: 'Kannada' },
      { language: 'ml', name: 'Malayalam' },
      { language: 'mr', name: 'Marathi' },
      { language: 'or', name: 'Odia' },
      { language: 'ta', name: 'Tamil' },
      { language: 'te', name: 'Telugu' },
      { language: 'ur', name: 'Urdu' },
      { language: 'as', name: 'Assamese' },
      { language: 'pa', name: 'Punjabi' },
    ],
  });

  const hindi = await gateway.client.get(`${consent}?language=hi`);
  expect(hindi.status).toBe(200);
  expect(hindi.body).toMatchObject({ language: 'hi' });
  expect(hindi.body).toHaveProperty('text');
  const english = await gateway.client.get(`${consent}?language=en`);
  expect(english.body).toMatchObject({ language: 'en' });
  expect(english.text).not.toBe(hindi.text);
});

test('each form lists the fields of its step, and marks the sensitive ones', async () => {
  const mobile = newMobile();
  const unknown = onboardingOf(await gateway.client.start('dmt-fino', mobile));
  const forms = unknown.nextAction?.fields ?? [];
  expect(forms.map(({ name, required }) => `${name}${required ? '' : '?'}`)).toEqual([
    'name',
    'dateOfBirth',
    'address.line',
    'address.area?',
    'address.city',
    'address.district',
    'address.state',
    'address.pincode',
  ]);
  expect(forms.find(({ name }) => name === 'dateOfBirth')).toMatchObject({
    format: 'date',
    min: '1900-01-01',
    max: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
  });

  const { nextAction } = onboardingOf(await act(unknown, 'REGISTER'));
  expect(nextAction?.fields.filter(({ sensitive }) => sensitive).map(({ name }) => name)).toEqual([
    'aadhaarNumber',
    'pidData',
  ]);
  expect(nextAction?.fields.find(({ name }) => name === 'consent.given')).toMatchObject({
    type: 'boolean',
    options: ['true'],
  });
});

test('reading an onboarding changes nothing', async () => {
  const unknown = onboardingOf(await gateway.client.start('ppi-levin', newMobile()));
  const path = `/v1/ppi-levin/onboardings/${unknown.id}`;

  const reads = [await gateway.client.get(path), await gateway.client.get(path)];

  expect(reads.map(({ status }) => status)).toEqual([200, 200]);
  for (const read of reads) expect(read.body).toEqual(unknown);
});

test('a second start resumes the onboarding: 200, no Location', async () => {
  const mobile = newMobile();
  const first = onboardingOf(await gateway.client.start('dmt-fino', mobile));

  const again = await gateway.client.start('dmt-fino', mobile);

  expect(again.status).toBe(200);
  expect(again.headers.has('location')).toBe(false);
  expect(onboardingOf(again)).toMatchObject({ id: first.id, createdAt: first.createdAt, version: 2 });
});

test('a customer has a separate onboarding for each product', async () => {
  const mobile = newMobile();
  const ids = await Promise.all(
    PRODUCTS.map(async (product) => onboardingOf(await gateway.client.start(product, mobile)).id),
  );

  expect(new Set(ids).size).toBe(PRODUCTS.length);
  for (const id of ids) expect(id).toMatch(/^onb_[A-Za-z0-9_-]{22,}$/);
});

test('no answer and no log line of a whole journey contains a personal number or document', async () => {
  const mobile = newMobile();
  const answers: Reply[] = [await gateway.client.start('dmt-fino', mobile)];
  const first = answers[0];
  if (!first) throw new Error('no answer');
  const onboarding = onboardingOf(first);
  answers.push(await act(onboarding, 'REGISTER'), await act(onboarding, 'SUBMIT_BIOMETRIC'));
  const otp = await gateway.client.otp('dmt-fino', mobile);
  answers.push(await act(onboarding, 'VERIFY_OTP', { otp }));

  const shown = answers.map(({ text }) => text).join('\n');
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
  for (const secret of [mobile, AADHAAR, PID, otp, REGISTRATION.dateOfBirth, REGISTRATION.address.line]) {
    expect(shown).not.toContain(secret);
  }
  const logged = gateway.log
    .filter(({ context }) => context !== 'sandbox')
    .map((line) => JSON.stringify(line));
  for (const secret of [
    mobile,
    AADHAAR,
    REGISTRATION.name,
    REGISTRATION.address.line,
    CONSENT.noticeVersion,
  ]) {
    expect(logged.join('\n')).not.toContain(secret);
  }
});

test('the products are listed with their steps in journey order and their states', async () => {
  const { status, body } = await gateway.client.get('/v1/products');

  expect(status).toBe(200);
  const ordinary = {
    steps: ['REGISTRATION', 'MOBILE_OTP', 'AADHAAR', 'AADHAAR_OTP', 'PAN'],
    states: [
      'NOT_REGISTERED',
      'OTP_PENDING',
      'AADHAAR_PENDING',
      'AADHAAR_OTP_PENDING',
      'PAN_PENDING',
      'COMPLETED',
      'OUTCOME_UNKNOWN',
    ],
  };
  expect(body).toEqual({
    products: [
      { product: 'customer-account', ...ordinary },
      {
        product: 'dmt-fino',
        steps: ['REGISTRATION', 'BIOMETRIC', 'EKYC_OTP'],
        states: [
          'NOT_REGISTERED',
          'BIOMETRIC_PENDING',
          'EKYC_OTP_PENDING',
          'COMPLETED',
          'REJECTED',
          'OUTCOME_UNKNOWN',
        ],
      },
      { product: 'ppi-digikhata', ...ordinary },
      { product: 'ppi-levin', ...ordinary },
    ] satisfies { product: Product; steps: string[]; states: string[] }[],
  });
});
