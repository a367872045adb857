// Changes the code in small ways, and shows which changes no unit spec notices. Results: docs/mutation.md.
//   npm run mutation                                        every folder of FOLDERS, in turn
//   npm run mutation -- src/limits src/eko/envelope.ts      only these folders and files
//   npm run mutation -- --specs='src/eko/envelope*.spec.ts' src/eko/envelope.ts      only with these specs: faster
//   npm run mutation -- --fresh src/limits                  without the results of earlier runs for unchanged code
//   npm run mutation -- --anew src/onboarding/overrides     loads all anew for each mutant: for code that keeps its results
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

/** The folders that implement the guarantees. */
const FOLDERS = ['limits', 'auth', 'idempotency', 'eko', 'store', 'audit', 'onboarding'].map(
  (folder) => `src/${folder}`,
);
/** Modules only list what Nest composes: a wrong one does not start, and every end-to-end test starts them. */
const NOT_MUTATED = ['!src/**/*.spec.ts', '!src/**/testing/**', '!src/**/*.module.ts'];
/** A removed wait loops for ever; a slow machine does not. */
const TIMEOUT_MS = 40_000;
const CAUGHT = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

const asked = process.argv.slice(2);
const fresh = asked.includes('--fresh');
const anew = asked.includes('--anew');
const specs = asked.find((one) => one.startsWith('--specs='))?.slice('--specs='.length);
const targets = asked.filter((one) => !one.startsWith('--'));

const isFolder = (target) => statSync(target).isDirectory();

/** How the products' tables are read is held by the specs of the products. */
const READS_TABLES = 'src/onboarding/journey';
const OF_TABLES = 'src/products/**/*.spec.ts';

/** The specs that run: a mutant that only a spec of another folder kills counts as missed. */
function specsFor(target) {
  if (specs !== undefined) return [specs];
  const beside = isFolder(target) ? `${target}/**/*.spec.ts` : `${dirname(target)}/*.spec.ts`;
  const readsTables = target.startsWith(READS_TABLES) || READS_TABLES.startsWith(target);
  return readsTables ? [beside, OF_TABLES] : [beside];
}

/** Mutates targets of one folder. */
async function mutate(folder, targets) {
  const startedAt = performance.now();
  const report = `reports/mutation/${folder.replaceAll('/', '-')}`;
  const stryker = new Stryker({
    mutate: [...targets.map((target) => (isFolder(target) ? `${target}/**/*.ts` : target)), ...NOT_MUTATED],
    testRunner: 'in-process',
    inProcess: { specs: [...new Set(targets.flatMap(specsFor))], anew },
    coverageAnalysis: anew ? 'off' : 'perTest',
    incremental: true,
    incrementalFile: `${report}.incremental.json`,
    force: fresh,
    concurrency: 1,
    timeoutMS: TIMEOUT_MS,
    timeoutFactor: 4,
    disableTypeChecks: false,
    ignorePatterns: ['dist', 'data', 'helm', 'docs', 'bench'],
    plugins: ['./in-process-runner.mjs', './wording.mjs'].map((plugin) => import.meta.resolve(plugin)),
    ignorers: ['wording'],
    reporters: ['progress-append-only', 'clear-text', 'html'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    htmlReporter: { fileName: `${report}.html` },
    allowConsoleColors: false,
  });
  const mutants = await stryker.runMutationTest();
  // A run of one file also returns the earlier results of other files.
  const own = mutants.filter(({ fileName }) => targets.some((target) => fileName.includes(target)));
  const count = (statuses) => own.filter(({ status }) => statuses.includes(status)).length;
  const [caught, missed] = [count(CAUGHT), count(MISSED)];
  return {
    what: targets.join(' '),
    mutants: caught + missed,
    caught,
    score: `${((100 * caught) / (caught + missed)).toFixed(1)} %`,
    minutes: ((performance.now() - startedAt) / 60_000).toFixed(1),
  };
}

const unknown = targets.filter((target) => !/^src\/\w+/.test(target) || !existsSync(target));
if (unknown.length > 0) {
  process.stderr.write(`No folder or file of src: ${unknown.join(', ')}\n`);
  process.exit(1);
}
const byFolder = Map.groupBy(targets.length > 0 ? targets : FOLDERS, (target) =>
  target.split('/').slice(0, 2).join('/'),
);
const results = [];
for (const [folder, ofFolder] of byFolder) results.push(await mutate(folder, ofFolder));
console.table(results);
