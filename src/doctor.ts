import { nodeFault } from './node-version.js';

const fault = nodeFault(process.versions.node);
if (fault === undefined) {
  await import('reflect-metadata');
  const { run } = await import('./doctor/run.js');
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
