// A test runner for Stryker that loads the specs once and then runs them in the same process for each mutant, up to the
// first test that fails: jest loads Nest and every spec anew for each mutant, which takes ten times as long.
import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import './typescript-hooks.mjs';
import { collect, jest } from './spec-globals.mjs';

/** A test that has not ended by then never ends, unless it asks for more. */
const TEST_MS = 15_000;
const stryker = (globalThis.__stryker__ ??= {});
const { setTimeout: realTimeout, clearTimeout: clearRealTimeout } = globalThis;
const elapsed = process.hrtime.bigint;

let uncaught;
process.on('uncaughtException', (error) => (uncaught ??= error));
// jest counts a rejection that nobody handles as a fault of no test.
process.on('unhandledRejection', () => undefined);

class Endless extends Error {}

/** Resolves as `run` does. @throws Endless */
async function timed(run, limitMs = TEST_MS) {
  let timer;
  const limit = new Promise((_resolve, reject) => {
    timer = realTimeout(() => reject(new Endless('the test does not end')), limitMs);
  });
  try {
    await Promise.race([run(), limit]);
  } finally {
    clearRealTimeout(timer);
  }
}

/** Runs all; the first failure is thrown when all ran. */
async function all(hooks) {
  const failures = [];
  for (const one of hooks) {
    try {
      await timed(one);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Runs tests of one spec file, in order, with their hooks. @returns the first failure, or all results */
export class Suite {
  constructor(file, tests) {
    this.file = file;
    this.tests = tests;
    this.kills = 0;
  }

  async run(wanted, { bail, each }) {
    const chosen = this.tests.filter(wanted);
    const open = [];
    const results = [];
    const leave = async (kept) => {
      let failure;
      while (open.length > kept) {
        try {
          await all(open.pop().afterAll);
        } catch (error) {
          failure ??= error;
        }
      }
      return failure;
    };
    for (const [index, test] of chosen.entries()) {
      const startedAt = elapsed();
      each?.(test);
      uncaught = undefined;
      let failure;
      try {
        for (const block of test.path) {
          if (open.includes(block)) continue;
          open.push(block);
          await all(block.beforeAll);
        }
        try {
          for (const block of test.path) await all(block.beforeEach);
          await timed(async () => test.run(), test.limitMs);
        } finally {
          await all([...test.path].reverse().flatMap(({ afterEach }) => [...afterEach].reverse()));
        }
        if (uncaught) throw uncaught;
      } catch (error) {
        failure = error ?? new Error('nothing was thrown');
      }
      const next = bail && failure ? undefined : chosen[index + 1];
      const kept = next ? open.findLastIndex((block) => next.path.includes(block)) + 1 : 0;
      failure = (await leave(kept)) ?? failure;
      results.push({ test, failure, ms: Number(elapsed() - startedAt) / 1e6 });
      if (bail && failure) break;
    }
    jest.useRealTimers();
    jest.restoreAllMocks();
    return results;
  }
}

class InProcessRunner {
  generation = 0;
  suites = [];
  /** Nothing is loaded yet, as after Stryker has ended a process; or what is loaded is not as it was. */
  soiled = true;

  constructor(options) {
    this.match = options.inProcess.specs;
    this.anew = options.inProcess.anew;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async load() {
    this.generation += 1;
    this.soiled = false;
    const kills = new Map(this.suites.map(({ file, kills: count }) => [file, count]));
    this.suites = [];
    for (const file of globSync(this.match).sort()) {
      const url = `${pathToFileURL(file).href}?generation=${this.generation}`;
      const tests = await collect(() => import(url));
      for (const test of tests) test.id = `${file} ${test.name}`;
      const suite = new Suite(file, tests);
      suite.kills = kills.get(file) ?? 0;
      this.suites.push(suite);
    }
  }

  async dryRun() {
    stryker.activeMutant = undefined;
    stryker.currentTestId = undefined;
    const tests = [];
    await this.load();
    for (const suite of this.suites) {
      const results = await suite.run(() => true, {
        bail: false,
        each: ({ id }) => (stryker.currentTestId = id),
      });
      stryker.currentTestId = undefined;
      for (const { test, failure, ms } of results)
        tests.push({
          id: test.id,
          name: test.name,
          fileName: suite.file,
          timeSpentMs: ms,
          status: failure ? 1 : 0,
          ...(failure && { failureMessage: String(failure.stack) }),
        });
    }
    return { status: 'complete', tests, ...(!this.anew && { mutantCoverage: stryker.mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, reloadEnvironment, mutantActivation }) {
    const isStatic = this.anew || reloadEnvironment || mutantActivation === 'static';
    const ids = testFilter && new Set(testFilter);
    const wanted = ({ id }) => ids?.has(id) ?? true;
    for (;;) {
      const loaded = this.soiled || isStatic;
      stryker.activeMutant = isStatic ? activeMutant.id : undefined;
      try {
        if (loaded) await this.load();
      } catch (error) {
        // Without the mutant all must load: else what fails is loading anything a second time.
        stryker.activeMutant = undefined;
        await this.load();
        return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 };
      }
      stryker.activeMutant = activeMutant.id;
      stryker.hitLimit = hitLimit;
      stryker.hitCount = hitLimit ? 0 : undefined;
      const outcome = await this.attempt(wanted);
      const endless = stryker.hitCount > hitLimit;
      stryker.activeMutant = undefined;
      stryker.hitLimit = stryker.hitCount = undefined;
      if (isStatic) this.soiled = true;
      if (endless) {
        this.soiled = true;
        return { status: 'timeout', reason: 'the code loops for ever' };
      }
      const { failed, count } = outcome;
      if (!failed && count === 0) return { status: 'error', errorMessage: 'No test was run' };
      if (!failed) return { status: 'survived', nrOfTests: count };
      const { suite, test, failure } = failed;
      if (failure instanceof Endless) {
        this.soiled = true;
        return { status: 'timeout', reason: failure.message };
      }
      if (!isStatic) {
        // Without the mutant the test must pass here: else an earlier mutant failed it.
        const [clean] = await suite.run(({ id }) => id === test.id, { bail: true });
        this.soiled = clean.failure !== undefined;
        if (this.soiled && !loaded) continue;
      }
      suite.kills += 1;
      return {
        status: 'killed',
        killedBy: [test.id],
        failureMessage: String(failure.message ?? failure),
        nrOfTests: count,
      };
    }
  }

  /** Runs the wanted tests until one fails: first those files that found most mutants. */
  async attempt(wanted) {
    let count = 0;
    for (const suite of [...this.suites].sort((one, other) => other.kills - one.kills)) {
      const results = await suite.run(wanted, { bail: true });
      count += results.length;
      const last = results.at(-1);
      if (last?.failure) return { failed: { suite, ...last }, count };
    }
    return { count };
  }
}

function inProcessRunner(options) {
  return new InProcessRunner(options);
}
inProcessRunner.inject = ['options'];

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: inProcessRunner }];
