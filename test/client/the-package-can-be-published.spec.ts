import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { sharedGateway } from '../support/shared-gateway.js';

const run = promisify(execFile);
const PACKAGE = new URL('../../clients/typescript/', import.meta.url);
const TYPES = new URL('../../clients/typescript/src/document.ts', import.meta.url);
const script = (name: string): string => new URL(`scripts/${name}`, PACKAGE).pathname;

test('its types are those of the OpenAPI document; if not, run `npm run types -w clients/typescript`', async () => {
  const { url } = await sharedGateway();
  const { stdout } = await run(process.execPath, [script('types.mjs'), '--print', `${url}/openapi.json`], {
    maxBuffer: 10_000_000,
  });

  expect(await readFile(TYPES, 'utf8')).toBe(stdout);
});

test('publint and are-the-types-wrong find no fault, import and require work, and it is small', async () => {
  const { stdout } = await run(process.execPath, [script('check.mjs')]);

  expect(Number.parseInt(stdout)).toBeLessThan(8 * 1024);
}, 120_000);

test('it depends on nothing', async () => {
  const manifest = JSON.parse(await readFile(new URL('package.json', PACKAGE), 'utf8')) as object;

  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('peerDependencies');
  expect(manifest).not.toHaveProperty('optionalDependencies');
});
