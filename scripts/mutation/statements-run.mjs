// Changes the statements of the stores in small ways, and shows which changes no spec of the stores notices: see
// docs/mutation.md. Each change runs in a process and against a Redis of its own.
//   npm run mutation:statements                                       every file of TARGETS
//   npm run mutation:statements -- src/store/redis/scripts.ts         this file alone
//   npm run mutation:statements -- --only=4,17 FILE                   these of its mutants alone: those that survived
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { luaHead, luaMutants, luaScripts, sqlMutants } from './statements.mjs';
import { strykerPlugins } from './wording.mjs';

/** The files, their mutants, and the specs that have to notice each. */
const TARGETS = {
  'src/store/redis/scripts.ts': [loadable(luaMutants), ['test/store/redis-standalone.spec.ts']],
  'src/store/redis-limit-counters.ts': [loadable(luaMutants), ['test/store/redis-counters.spec.ts']],
  'src/store/redis-signing-sequence.ts': [
    loadable(luaMutants),
    ['test/store/redis-signing-sequence.spec.ts'],
  ],
  'src/store/embedded/transitions.ts': [sqlAndCode, specsOfEmbedded('store', 'files')],
  'src/store/embedded/database.ts': [sqlAndCode, specsOfEmbedded('store', 'files', 'crash')],
  'src/store/embedded/database-thread.ts': [codeMutants, specsOfEmbedded('disk', 'store', 'files', 'crash')],
  'src/store/embedded/thread.ts': [codeMutants, specsOfEmbedded('disk', 'store', 'files', 'crash')],
  'src/store/embedded-store.ts': [codeMutants, specsOfEmbedded('disk', 'store', 'files', 'crash')],
};
const SANDBOXED = ['src', 'test/store', 'test/support', 'jest.config.mjs', 'package.json', 'tsconfig.json'];
/** A mutant that makes the code loop for ever. */
const TIMEOUT_MS = 90_000;
const RUN_SPECS = resolve(import.meta.dirname, 'run-specs.mjs');

function specsOfEmbedded(...parts) {
  return parts.map((part) => `src/store/embedded-${part}.spec.ts`);
}

async function sqlAndCode(source, file) {
  return [...sqlMutants(source), ...(await codeMutants(source, file))];
}

/** Stryker's mutants of a source, but for those of its SQL, and of texts for people. */
async function codeMutants(content, name) {
  const ofStryker = createRequire(createRequire(import.meta.url).resolve('@stryker-mutator/core'));
  const { Instrumenter } = await import(ofStryker.resolve('@stryker-mutator/instrumenter'));
  const silent = new Proxy({}, { get: () => () => false });
  const ignorers = strykerPlugins.map(({ value }) => value);
  const options = { plugins: null, excludedMutations: [], ignorers };
  const { mutants } = await new Instrumenter(silent).instrument([{ name, content, mutate: true }], options);
  const lineStarts = [0];
  for (const { index } of content.matchAll(/\n/g)) lineStarts.push(index + 1);
  const mutated = mutants.filter(({ status }) => status !== 'Ignored');
  return mutated.map(({ location: { start, end }, replacement }) => [
    lineStarts[start.line] + start.column,
    lineStarts[end.line] + end.column,
    replacement,
  ]);
}

/** Without the mutants that are no Lua, which Redis would not load. */
function loadable(mutantsOf) {
  return async (source) => {
    const head = luaHead(readFileSync('src/store/redis/scripts.ts', 'utf8'));
    const directory = mkdtempSync(join(tmpdir(), 'lua-'));
    const path = join(directory, 'socket');
    const server = spawn(
      'redis-server',
      ['--port', '0', '--unixsocket', path, '--dir', directory, '--save', ''],
      {
        stdio: 'ignore',
      },
    );
    const client = new Redis({ path });
    client.on('error', () => undefined);
    const mutants = [];
    for (const mutant of mutantsOf(source)) {
      const mutated = applied(source, mutant);
      const scripts = luaScripts(mutated, luaHead(mutated) ?? head);
      const loaded = await Promise.allSettled(scripts.map((lua) => client.script('LOAD', lua)));
      if (loaded.every(({ status }) => status === 'fulfilled')) mutants.push(mutant);
    }
    client.disconnect();
    server.kill();
    rmSync(directory, { recursive: true });
    return mutants;
  };
}

const applied = (source, [from, to, by]) => source.slice(0, from) + by + source.slice(to);

/** @returns the name of the test that fails, `no end`, or undefined when all pass */
async function run(directory, specs) {
  const child = spawn(process.execPath, [RUN_SPECS, ...specs], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const timer = setTimeout(() => {
    output = 'no end';
    process.kill(-child.pid, 'SIGKILL');
  }, TIMEOUT_MS);
  const code = await new Promise((ended) => child.on('close', ended));
  clearTimeout(timer);
  // The servers of a run that failed.
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All ended.
  }
  return code === 0 ? undefined : output;
}

/** Runs all mutants of one file. */
async function mutate(file) {
  const [mutantsOf, specs] = TARGETS[file];
  const startedAt = performance.now();
  const source = readFileSync(file, 'utf8');
  const sandbox = mkdtempSync(join(tmpdir(), 'mutation-'));
  for (const part of SANDBOXED) cpSync(part, join(sandbox, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(sandbox, 'node_modules'));
  try {
    const failure = await run(sandbox, specs);
    if (failure !== undefined) throw new Error(`Without a mutant: ${failure}`);
    const mutants = await mutantsOf(source, file);
    const chosen = [...mutants.entries()].filter(([index]) => only?.includes(index + 1) ?? true);
    let killed = 0;
    for (const [index, mutant] of chosen) {
      writeFileSync(join(sandbox, file), applied(source, mutant));
      if ((await run(sandbox, specs)) !== undefined) killed += 1;
      else
        process.stdout.write(
          `\n[${index + 1} of ${mutants.length}] survived, ${described(source, file, mutant)}\n`,
        );
    }
    return {
      what: file,
      mutants: chosen.length,
      killed,
      score: `${((100 * killed) / chosen.length).toFixed(1)} %`,
      minutes: ((performance.now() - startedAt) / 60_000).toFixed(1),
    };
  } finally {
    rmSync(sandbox, { recursive: true });
  }
}

function described(source, file, [from, to, by]) {
  const line = source.slice(0, from).split('\n').length;
  return `${file}:${line}: ${source.slice(from, to)} => ${by === '' ? '(nothing)' : by}`;
}

const given = process.argv.slice(2);
const asked = given.filter((one) => !one.startsWith('--'));
const only = given
  .find((one) => one.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')
  .map(Number);
const unknown = asked.filter((file) => !(file in TARGETS));
if (unknown.length > 0) {
  process.stderr.write(`Not one of ${Object.keys(TARGETS).join(', ')}: ${unknown.join(', ')}\n`);
  process.exit(1);
}
const results = [];
for (const file of asked.length > 0 ? asked : Object.keys(TARGETS)) results.push(await mutate(file));
console.table(results);
