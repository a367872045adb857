import { readFile } from 'node:fs/promises';
import { runInThisContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { OnboardingClient, type Question } from '../../clients/typescript/src/index.js';
import { customer, DeviceStorage } from '../support/app.js';
import { newMobile } from '../support/people.js';
import { sharedGateway } from '../support/shared-gateway.js';

const README = new URL('../../clients/typescript/README.md', import.meta.url);

test('the lines of the README onboard a customer', async () => {
  const gateway = await sharedGateway();
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(await readFile(README, 'utf8')) ?? [];
  const mobile = newMobile();
  const answer = customer(mobile, () => gateway.client.otp('ppi-levin', mobile));
  const code = example
    .replace(/^import .*$/m, '')
    .replace('http://127.0.0.1:3000', gateway.url)
    .replace('9876543210', mobile);
  const globals = {
    OnboardingClient,
    localStorage: new DeviceStorage(),
    session: { accessToken: () => 'a-token-that-the-sandbox-ignores' },
    form: async (action: Question['action']) => answer({ action, onboarding: await started }),
  };
  const started = new OnboardingClient({ baseUrl: gateway.url, storage: new DeviceStorage() }).start(
    'ppi-levin',
    { mobile },
  );
  const { outputText } = ts.transpileModule(
    `(async ({ ${Object.keys(globals).join()} }) => { ${code}; return state; })`,
    { compilerOptions: { target: ts.ScriptTarget.ES2022 } },
  );
  const readme = runInThisContext(outputText) as (names: typeof globals) => Promise<unknown>;

  expect(await readme(globals)).toBe('COMPLETED');
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(10);
});
