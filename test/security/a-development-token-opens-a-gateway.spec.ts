import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from '@jest/globals';
import { problemOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { bearing } from './issuer.js';

const run = promisify(execFile);
const SCRIPT = new URL('../../scripts/dev-token.mjs', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'dev-token-test-'));

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The variables that the script exports. */
async function exported(...parameters: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(process.execPath, [SCRIPT, ...parameters, directory]);
  const lines = [...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)];
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
}

it('npm run dev:token makes a key once, tokens with the requested claims, and the settings with which a gateway accepts them', async () => {
  const { TOKEN = '', ...settings } = await exported();
  expect(statSync(join(directory, 'private-key.json')).mode & 0o777).toBe(0o600);
  const gateway = await Gateway.start(settings);
  const { client } = gateway;
  expect((await client.get('/v1/products')).status).toBe(401);
  expect((await client.get('/v1/products', bearing(TOKEN))).status).toBe(200);
  expect((await client.start('ppi-levin', newMobile(), { headers: bearing(TOKEN) })).status).toBe(201);
  const reader = await exported('--agent', '20810300', '--scope', 'onboarding:read');
  const headers = bearing(reader['TOKEN'] ?? '');
  expect((await client.get('/v1/products', headers)).status).toBe(200);
  expect(problemOf(await client.start('ppi-levin', newMobile(), { headers })).code).toBe('FORBIDDEN');
  await gateway.kill();
});
