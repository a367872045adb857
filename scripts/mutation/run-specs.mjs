// Runs specs in this process until one test fails: run-specs.mjs SPEC… Exit code 1 and the name of the test when one did.
import { pathToFileURL } from 'node:url';
import { Suite } from './in-process-runner.mjs';
import { collect } from './spec-globals.mjs';

for (const file of process.argv.slice(2)) {
  const suite = new Suite(file, await collect(() => import(pathToFileURL(file).href)));
  const failed = (await suite.run(() => true, { bail: true })).find(({ failure }) => failure !== undefined);
  if (failed === undefined) continue;
  process.stdout.write(`${failed.test.name}\n${failed.failure.stack ?? failed.failure}\n`);
  process.exit(1);
}
process.exit(0);
