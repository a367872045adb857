// What specs import from @jest/globals, for a process that runs them many times: describe and it keep the tests, which
// `tests` gives in order; expect, the table of each and the fake timers are jest's own.
import { createRequire } from 'node:module';

// Parts of jest, in the versions that jest itself uses.
const ofJest = createRequire(createRequire(import.meta.url).resolve('jest'));
export const { expect } = ofJest('expect');
const { bind } = ofJest('jest-each');
const { ModernFakeTimers } = ofJest('@jest/fake-timers');
const { ModuleMocker } = ofJest('jest-mock');

const HOOKS = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'];
const blockOf = (name, parent) => ({
  name,
  parent,
  tests: [],
  ...Object.fromEntries(HOOKS.map((hook) => [hook, []])),
});

let block;
/** Runs `load`, which imports a spec file. @returns its tests, in order */
export async function collect(load) {
  const root = blockOf(undefined, undefined);
  const tests = [];
  root.all = tests;
  block = root;
  await load();
  return tests;
}

function rootOf(one) {
  return one.parent ? rootOf(one.parent) : one;
}

const pathOf = (one) => (one.parent ? [...pathOf(one.parent), one] : [one]);

export function describe(name, define) {
  const parent = block;
  block = blockOf(name, parent);
  define();
  block = parent;
}
describe.each = bind(describe, false);

export function it(name, run, limitMs) {
  const path = pathOf(block);
  const names = [...path.map(({ name: of }) => of).filter(Boolean), name];
  rootOf(block).all.push({ name: names.join(' '), path, run, limitMs });
}
it.each = bind(it, false);

const hook = (kind) => (run) => void block[kind].push(run);
export const [beforeAll, beforeEach, afterEach, afterAll] = HOOKS.map(hook);

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({
  config: { fakeTimers: { timerLimit: 100_000 }, rootDir: process.cwd() },
  global: globalThis,
});
export const jest = {
  useFakeTimers: (options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
  advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
  clearAllTimers: () => timers.clearAllTimers(),
  getTimerCount: () => timers.getTimerCount(),
  setSystemTime: (now) => timers.setSystemTime(now),
  spyOn: mocker.spyOn.bind(mocker),
  fn: mocker.fn.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
};
