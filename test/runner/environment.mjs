import { createRequire } from 'node:module';

const ofJest = createRequire(createRequire(import.meta.url).resolve('jest'));
const { ModernFakeTimers } = ofJest('@jest/fake-timers');
const { ModuleMocker } = ofJest('jest-mock');

/** What a spec file could leave changed for those after it. Packages add globals when they are loaded, which is no change. */
const stateOf = (globals) => ({
  'the working directory': process.cwd(),
  ...Object.fromEntries(Object.entries(process.env).map(([name, value]) => [`process.env.${name}`, value])),
  ...Object.fromEntries(
    globals.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)?.value]),
  ),
});

/** The process itself, which the spec files of a worker share: each must leave it as it was. */
export default class WorkerEnvironment {
  global = globalThis;
  fakeTimers = null;
  moduleMocker = new ModuleMocker(globalThis);
  ofJest = { exit: process.exit, console: globalThis.console };

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    this.globals = Object.getOwnPropertyNames(globalThis);
    this.before = stateOf(this.globals);
  }

  /** A spec file that leaves something changed fails. */
  handleTestEvent({ name }, { unhandledErrors }) {
    if (name !== 'run_finish') return;
    const after = stateOf(this.globals);
    const changed = Object.keys({ ...this.before, ...after }).filter(
      (one) => !Object.is(after[one], this.before[one]),
    );
    if (changed.length > 0)
      unhandledErrors.push(new Error(`The file does not restore ${changed.join(', ')}`));
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    process.exit = this.ofJest.exit;
    globalThis.console = this.ofJest.console;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
}
