import { afterEach, describe, expect, test } from '@jest/globals';
import { appAt, customer, DeviceStorage } from '../support/app.js';
import { errorOf, servingText, stopServing } from '../support/other-servers.js';

const body = { mobile: '9876543210' };
afterEach(stopServing);

describe('a gateway that is newer', () => {
  const onboarding = {
    id: 'onb_000000000000000000000000',
    product: 'ppi-levin',
    state: 'VIDEO_PENDING',
    steps: [],
    nextAction: {
      action: 'JOIN_VIDEO',
      method: 'POST',
      href: '/v1/ppi-levin/onboardings/x/video',
      fields: [],
    },
    alternatives: [],
    customer: { mobile: '******3210' },
    clientRefId: 'a',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };

  test('and requires an unknown action ends the walk with UPDATE_REQUIRED', async () => {
    const url = await servingText(200, 'application/json', JSON.stringify(onboarding));
    const app = appAt(url);
    const started = await app.start('ppi-levin', body);

    const error = await errorOf(
      app.walk(
        started,
        customer('9876543210', () => Promise.resolve('1234')),
      ),
    );

    expect(error).toMatchObject({ code: 'UPDATE_REQUIRED', retry: 'NONE' });
    expect(error.message).toMatch(/Update the app.*JOIN_VIDEO/);
  });

  test('and ends in an unknown state ends the walk with UPDATE_REQUIRED', async () => {
    const ended = { ...onboarding, state: 'ARCHIVED', nextAction: null };
    const app = appAt(await servingText(200, 'application/json', JSON.stringify(ended)));

    const error = await errorOf(
      app.walk(
        await app.start('ppi-levin', body),
        customer('9876543210', () => Promise.resolve('1234')),
      ),
    );

    expect(error.message).toMatch(/UPDATE_REQUIRED.*ARCHIVED/);
  });

  test('and sends an unknown code is an error that keeps the key', async () => {
    const storage = new DeviceStorage();
    const problem = {
      code: 'MOON_PHASE_WRONG',
      detail: 'Wait.',
      requestId: 'a',
      retry: 'LATER',
      status: 409,
    };
    const url = await servingText(409, 'application/problem+json', JSON.stringify(problem));

    const error = await errorOf(appAt(url, storage).start('ppi-levin', body));

    expect(error).toMatchObject({ code: 'MOON_PHASE_WRONG', retry: 'NONE' });
    expect([...storage.entries.keys()]).toHaveLength(1);
  });

  test('and returns the address of another host causes no request to it', async () => {
    const elsewhere = { ...onboarding.nextAction, action: 'SUBMIT_PAN', href: 'https://example.in/pan' };
    const app = appAt(
      await servingText(200, 'application/json', JSON.stringify({ ...onboarding, nextAction: elsewhere })),
    );
    const started = await app.start('ppi-levin', body);

    expect((await errorOf(app.take(started, 'SUBMIT_PAN', { pan: 'ABCDE1234F' }))).code).toBe('NOT_OFFERED');
  });
});
