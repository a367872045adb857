import { describe, expect, test } from '@jest/globals';
import { problemOf } from './support/client.js';
import { status } from './support/eko-replies.js';
import type { LogLine } from './support/gateway.js';
import { newMobile } from './support/people.js';
import { PRODUCTS } from './support/resources.js';
import { metric } from './resilience/metric.js';
import { sharedStage } from './support/set-up.js';
import { text, type ScriptedAnswer } from './support/upstream.js';

const { gateway, upstream } = await sharedStage();

const typed = (httpStatus: number, typeId: number): ScriptedAnswer =>
  text(httpStatus, JSON.stringify({ status: 403, response_status_id: 1, response_type_id: typeId }));

const REFUSALS: readonly [string, ScriptedAnswer, Readonly<Record<string, unknown>>][] = [
  ['the developer key', typed(403, 2483), { reason: 'key', httpStatus: 403, typeId: 2483 }],
  ['the signature', typed(200, 2484), { reason: 'signature', httpStatus: 200, typeId: 2484 }],
  ['the time', typed(401, 2485), { reason: 'timestamp', httpStatus: 401, typeId: 2485 }],
  ['a header that is missing', typed(403, 2487), { reason: 'header', httpStatus: 403, typeId: 2487 }],
  [
    'a developer_key that a proxy in front of Eko removed',
    text(403, 'Authentication parameters missing', 'text/plain; charset=us-ascii'),
    { reason: 'header', httpStatus: 403 },
  ],
  ['the address', text(403, '<html>Forbidden</html>', 'text/html'), { reason: 'address', httpStatus: 403 }],
  ['an unknown reason', text(401, '{}'), { reason: 'unknown', httpStatus: 401 }],
  ['the initiator, by HTTP', text(403, '{"status":319}'), { reason: 'initiator', httpStatus: 403 }],
];

const warnings = (): readonly LogLine[] => gateway.log.filter(({ level }) => level === 'warn');

describe('a call that Eko refuses for', () => {
  test.each(REFUSALS)('%s is logged and counted with its reason, once', async (_what, answer, line) => {
    const product = PRODUCTS[REFUSALS.findIndex(([, one]) => one === answer) % PRODUCTS.length] ?? '';
    const labels = { product, reason: String(line['reason']) };
    const [before, logged] = [
      await metric(gateway, 'eko_credentials_refused_total', labels),
      warnings().length,
    ];
    upstream.will(answer, answer);

    const { result } = await upstream.during(() => gateway.client.start(product, newMobile()));

    expect(problemOf(result)).toMatchObject({ status: 502, code: 'UPSTREAM_CREDENTIALS_REJECTED' });
    expect(await metric(gateway, 'eko_credentials_refused_total', labels)).toBe(before + 1);
    expect(warnings().slice(logged)).toEqual([
      expect.objectContaining({ event: 'upstream signatureRefused', product, call: 'lookUp', ...line }),
    ]);
  });

  test.each([319, 346])(
    'an unknown initiator or agent (%d) is logged with its reason, too',
    async (value) => {
      const logged = warnings().length;
      upstream.will(status(value));

      const { result } = await upstream.during(() => gateway.client.start('dmt-fino', newMobile()));

      expect(problemOf(result).code).toBe('UPSTREAM_CREDENTIALS_REJECTED');
      expect(warnings().slice(logged)).toEqual([
        expect.objectContaining({
          event: 'upstream credentials refused',
          reason: 'initiator',
          status: value,
        }),
      ]);
    },
  );
});

test('a call that Eko refuses by HTTP status is logged with that status, and an empty 204 with 204', async () => {
  const logged = warnings().length;
  upstream.will(
    text(404, 'No Mapping Rule matched', 'text/plain'),
    (response) => response.writeHead(204).end(),
    text(200, ''),
  );

  for (let calls = 0; calls < 3; calls += 1) await gateway.client.start('dmt-fino', newMobile());
  upstream.expectAllUsed();

  expect(warnings().slice(logged)).toEqual([
    expect.objectContaining({ event: 'upstream rejected', httpStatus: 404 }),
    expect.objectContaining({ event: 'upstream lost', reason: 'http_204' }),
    expect.objectContaining({ event: 'upstream lost', reason: 'empty' }),
  ]);
});
