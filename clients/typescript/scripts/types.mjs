// Writes src/document.ts, the types of the gateway's OpenAPI document.
//   npm run types -w clients/typescript                 from the gateway in this repository, which it starts
//   node scripts/types.mjs --print <URL of the document> to the standard output, for the test that finds differences
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const root = new URL('../../../', import.meta.url);
const target = new URL('../src/document.ts', import.meta.url).pathname;

async function typesOf(url) {
  const types = astToString(await openapiTS(new URL(url), { alphabetize: true }));
  const text = `// Made by scripts/types.mjs from the OpenAPI document: do not edit.\n\n${types}`;
  return format(text, { ...(await resolveConfig(target)), parser: 'typescript' });
}

async function withGateway(use) {
  const directory = mkdtempSync(join(tmpdir(), 'client-types-'));
  const gateway = spawn(process.execPath, [new URL('dist/main.js', root).pathname], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      METRICS_PORT: '0',
      SHUTDOWN_DELAY_MS: '0',
      // A busy machine must not refuse the one request.
      MAX_EVENT_LOOP_DELAY_MS: '60000',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    // Its log is read to the end: a gateway whose log is not read stops.
    const url = await new Promise((resolve, reject) => {
      createInterface(gateway.stdout)
        .on('line', (line) => {
          const { event, url } = JSON.parse(line);
          if (event === 'listening') resolve(url);
        })
        .on('close', () =>
          reject(new Error('The gateway does not start: run npm run build, then npm start')),
        );
    });
    return await use(url);
  } finally {
    gateway.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

const [option, url] = process.argv.slice(2);
if (option === '--print') process.stdout.write(await typesOf(url));
else writeFileSync(target, await withGateway((address) => typesOf(`${address}/openapi.json`)));
