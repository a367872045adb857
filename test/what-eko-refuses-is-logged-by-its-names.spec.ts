import { expect, test } from '@jest/globals';
import { problemOf } from './support/client.js';
import { reply, status } from './support/eko-replies.js';
import { until } from './support/until.js';
import { sharedStage } from './support/set-up.js';

const { gateway, stage } = await sharedStage();

test('an unrecognized reply is counted and logged with its ids, and nothing else of it is logged', async () => {
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
])('of the parameters that Eko refused by %s only the names are logged', async (_what, answer) => {
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
});
