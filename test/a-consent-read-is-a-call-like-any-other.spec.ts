import { expect, test } from '@jest/globals';
import { metric } from './resilience/metric.js';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { reply } from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
import { Stage } from './support/stage.js';
import { ScriptedUpstream, text, type ScriptedAnswer } from './support/upstream.js';
import { ownStage } from './support/set-up.js';
import { expectAsExample } from './support/compared-example.js';

const { gateway, upstream, stage } = await ownStage({ EKO_TIMEOUT_MS: '20000' });

/** Requests the consent languages; Eko answers with `answers`, one request each. */
async function languages(answers: readonly ScriptedAnswer[], headers = {}): Promise<Reply> {
  const { id } = await stage.at('AADHAAR_PENDING', 'ppi-digikhata');
  upstream.will(...answers);
  const path = `/v1/ppi-digikhata/onboardings/${id}/consent/languages`;
  const { result } = await upstream.during(() => gateway.client.get(path, headers));
  return result;
}

const LABELS = { product: 'ppi-digikhata', call: 'consentLanguages' };
const measured = (name: string, labels: Readonly<Record<string, string>>): Promise<number> =>
  metric(gateway, name, labels);

test('a consent read is measured, with its result', async () => {
  const before = await measured('eko_credentials_refused_total', {
    product: 'ppi-digikhata',
    reason: 'unknown',
  });

  await languages([reply(2444, { consent_language_list: [] })]);
  await languages([reply(9999, {})]);
  await languages([text(401, '{}'), text(401, '{}')]);

  for (const outcome of ['answered', 'unrecognized', 'signatureRefused'])
    expect(await measured('eko_call_duration_seconds_count', { ...LABELS, outcome })).toBe(1);
  expect(await measured('eko_unrecognized_outcomes_total', LABELS)).toBe(1);
  expect(
    await measured('eko_credentials_refused_total', { product: 'ppi-digikhata', reason: 'unknown' }),
  ).toBe(before + 1);
});

test("the client's Request-Timeout ends it", async () => {
  const startedAt = Date.now();
  const lost = await languages([() => undefined], { 'request-timeout': '0.4' });

  expect(verdictOf(lost)).toEqual({ status: 502, code: 'UPSTREAM_INVALID_REPLY' });
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test('a consent read shows the reference that was sent to Eko, and none if nothing was sent', async () => {
  const noList = await languages([reply(2444, {})]);
  expect(problemOf(noList).code).toBe('UPSTREAM_INVALID_REPLY');
  expectAsExample(noList);
  expect(problemOf(noList).clientRefId).toBe(upstream.last.query.get('client_ref_id'));

  const gone = await ScriptedUpstream.start();
  const alone = await Gateway.start(gone.settings);
  const { id } = await new Stage(alone.client, gone).at('AADHAAR_PENDING', 'ppi-digikhata');
  await gone.stop();
  const notSent = await alone.client.get(`/v1/ppi-digikhata/onboardings/${id}/consent?language=en`);
  await alone.stop();
  expect(problemOf(notSent).code).toBe('UPSTREAM_UNAVAILABLE');
  expect(problemOf(notSent)).not.toHaveProperty('clientRefId');
});
