import { afterAll, describe, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from './support/client.js';
import { AADHAAR, CONSENT, newMobile, REGISTRATION } from './support/people.js';
import { sharedGateway } from './support/shared-gateway.js';
import { until } from './support/until.js';

const WADH = 'E0jzJ/P8UopUHAieZn8CKqS4WPMi5ZSYXgfnlfkWjrc=';
const CONTROL = '/sandbox/rd-service';

interface Device {
  readonly port: number | null;
  readonly behaviour: string;
  readonly behaviours: readonly string[];
}

const gateway = await sharedGateway();
const { behaviour: initial } = (await gateway.client.get(CONTROL)).body as Device;
afterAll(() => behave(initial));

async function behave(behaviour: string): Promise<Device> {
  const headers = { 'content-type': 'application/json' };
  const { status, body } = await gateway.client.send('PUT', CONTROL, {
    headers,
    body: JSON.stringify({ behaviour }),
  });
  expect(status).toBe(200);
  return body as Device;
}

/** The port of the device; other gateways of this machine may have all ports for a while. */
function portOf(behaviour: string): Promise<number> {
  return until('a free port', async () => (await behave(behaviour)).port ?? undefined);
}

/** A capture as an app asks for it. */
async function captured(behaviour: string, wadh = WADH): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${await portOf(behaviour)}/rd/capture`, {
    method: 'CAPTURE',
    body: `<PidOptions ver="1.0"><Opts fCount="1" fType="2" format="0" pidVer="2.0" timeout="10000" posh="UNKNOWN" env="P" wadh="${wadh}"/></PidOptions>`,
  });
  return response.text();
}

const ready = await captured('READY');

/** What becomes of a customer of dmt-fino with this block. */
async function submitted(pidData: string): Promise<ReturnType<typeof verdictOf>> {
  const { client } = gateway;
  const { id } = onboardingOf(await client.start('dmt-fino', newMobile()));
  await client.post(`/v1/dmt-fino/onboardings/${id}/registration`, REGISTRATION);
  const body = { aadhaarNumber: AADHAAR, pidData, consent: CONSENT };
  return verdictOf(await client.post(`/v1/dmt-fino/onboardings/${id}/biometric`, body));
}

describe('a fingerprint of the simulated RD service', () => {
  test('is accepted as it was captured', async () => {
    expect(await submitted(ready)).toEqual({ status: 200, state: 'EKYC_OTP_PENDING' });
  });

  test.each([
    ['with one other byte', (block: string) => block.replace('nmPoints="31', 'nmPoints="32')],
    ['with the line ends of Unix', (block: string) => block.replaceAll('\r\n', '\n')],
    ['without its declaration', (block: string) => block.replace(/^<\?xml[^>]*\?>\s*/, '')],
  ])('%s is refused', async (_name, change) => {
    const verdict = await submitted(change(ready));
    expect(verdict).toEqual({ status: 422, code: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' });
  });

  test('that was captured for another purpose than eKYC is refused', async () => {
    const verdict = await submitted(await captured('READY', ''));
    expect(verdict).toEqual({ status: 422, code: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' });
  });

  test('of low quality is refused', async () => {
    const verdict = await submitted(await captured('LOW_QUALITY'));
    expect(verdict).toEqual({ status: 422, code: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' });
  });

  test('that the device failed to capture is not sent to Eko', async () => {
    const verdict = await submitted(await captured('CAPTURE_FAILED'));
    expect(verdict).toEqual({ status: 400, code: 'VALIDATION_FAILED' });
  });
});

describe('its behaviour', () => {
  test('is shown and chosen at the gateway', async () => {
    await behave('NOT_READY');
    const { body } = await gateway.client.get(CONTROL);
    expect(body).toMatchObject({ behaviour: 'NOT_READY' });
    expect((body as Device).behaviours).toContain('ABSENT');
  });

  test('can be that nothing listens', async () => {
    const port = await portOf('READY');
    expect(await behave('ABSENT')).toMatchObject({ port: null });
    // Another gateway of this machine may listen there by now.
    expect(port).toBeGreaterThanOrEqual(11_100);
    expect(port).toBeLessThanOrEqual(11_120);
  });

  test('is one of those that it has', async () => {
    for (const body of ['{"behaviour":"BROKEN"}', '{}', '']) {
      const headers = { 'content-type': 'application/json' };
      const refused = await gateway.client.send('PUT', CONTROL, { headers, body });
      expect(refused.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'behaviour' }] });
    }
  });
});

test('the calls to the simulated Eko are shown, without what was sent', async () => {
  await submitted(ready);
  const { body, text } = await gateway.client.get('/sandbox/calls');
  expect((body as readonly object[]).at(-1)).toMatchObject({ product: 'dmt-fino', step: 'submitBiometric' });
  expect(text).not.toContain(AADHAAR);
  expect(text).not.toContain('PidData');
});
