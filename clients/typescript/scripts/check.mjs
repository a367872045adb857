// Builds and packs the package, and examines what would be published: publint, @arethetypeswrong/core, the size that
// apps download, and that `import` and `require` both work where it is installed. Ends with 1 at the first fault.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const MAX_GZIPPED_BYTES = 8 * 1024;
const NAME = '@eko-onboarding/client';
const here = new URL('..', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'client-package-'));

const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: 'utf8' });
const fail = (fault) => {
  throw new Error(fault);
};

try {
  run(process.execPath, ['scripts/build.mjs'], here);
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', work], here);
  const [tarball = fail('npm pack made no file')] = readdirSync(work);
  const packed = readFileSync(join(work, tarball));

  const { messages, pkg } = await publint({ pkgDir: here, strict: true });
  const complaints = messages.map((message) => formatMessage(message, pkg));
  if (complaints.length > 0) fail(`publint: ${complaints.join('; ')}`);

  const { problems = fail('no types') } = await checkPackage(createPackageFromTarballData(packed));
  // TypeScript before 4.7 reads no "exports"; `main` and `types` serve it.
  if (problems.length > 0) fail(`types: ${JSON.stringify(problems)}`);

  const esm = join(here, 'dist/esm');
  const code = readdirSync(esm).filter((name) => name.endsWith('.js'));
  const bytes = gzipSync(Buffer.concat(code.map((name) => readFileSync(join(esm, name))))).length;
  if (bytes > MAX_GZIPPED_BYTES) fail(`${bytes} bytes gzipped are more than ${MAX_GZIPPED_BYTES}`);

  const app = join(work, 'node_modules', NAME);
  mkdirSync(app, { recursive: true });
  run('tar', ['xzf', join(work, tarball), '-C', app, '--strip-components', '1'], work);
  const show = 'console.log(Object.keys(client).sort().join())';
  const load = {
    module: `import * as client from '${NAME}'; ${show}`,
    commonjs: `const client = require('${NAME}'); ${show}`,
  };
  for (const [type, code] of Object.entries(load)) {
    const names = run(process.execPath, [`--input-type=${type}`, '-e', code], work).trim();
    if (names !== 'OnboardingClient,OnboardingError') fail(`${type}: ${names}`);
  }
  process.stdout.write(`${bytes} bytes gzipped\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
