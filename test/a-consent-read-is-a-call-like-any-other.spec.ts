import { expect, test } from '@jest/globals';
import { metric } from './resilience/metric.js';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { reply } from './support/eko-replies.js';
import { text, type ScriptedAnswer } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';
import { expectAsExample } from './support/compared-example.js';

const { gateway, upstream, stage } = await sharedStage();

/** Requests the consent languages; Eko answers with `answers`, one request each. */
async function languages(answers: readonly ScriptedAnswer[], headers = {}): Promise<Reply> {
  const { id } = await stage.at('AADHAAR_PENDING', 'ppi-digikhata');
  upstream.will(...answers);
  const path = `/v1/ppi-digikhata/onboardings/${id}/consent/languages`;
  const { result } = await upstream.during(() => gateway.client.get(path, headers));
  return result;
}

const LABELS = { product: 'ppi-digikhata', call: 'consentLanguages' };

test('a consent read is measured, with its result', async () => {
  const COUNTED = [
    ...['answered', 'unrecognized', 'signatureRefused'].map(
      (outcome) => ['eko_call_duration_seconds_count', { ...LABELS, outcome }] as const,
    ),
    ['eko_unrecognized_outcomes_total', LABELS],
    ['eko_credentials_refused_total', { product: 'ppi-digikhata', reason: 'unknown' }],
  ] as const;
  const counts = (): Promise<readonly number[]> =>
    Promise.all(COUNTED.map(([name, labels]) => metric(gateway, name, labels)));
  const before = await counts();

  await languages([reply(2444, { consent_language_list: [] })]);
  await languages([reply(9999, {})]);
  await languages([text(401, '{}'), text(401, '{}')]);

  expect(await counts()).toEqual(before.map((count) => count + 1));
});

test("the client's Request-Timeout ends it", async () => {
  const startedAt = Date.now();
  const lost = await languages([() => undefined], { 'request-timeout': '0.4' });

  expect(verdictOf(lost)).toEqual({ status: 502, code: 'UPSTREAM_INVALID_REPLY' });
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

// None if nothing was sent: what-eko-refused-can-be-repeated.spec.ts.
test('a consent read shows the reference that was sent to Eko', async () => {
  const noList = await languages([reply(2444, {})]);
  expect(problemOf(noList).code).toBe('UPSTREAM_INVALID_REPLY');
  expectAsExample(noList);
  expect(problemOf(noList).clientRefId).toBe(upstream.last.query.get('client_ref_id'));
});
