import { availableParallelism } from 'node:os';
import { SWC } from './scripts/swc.mjs';

const typescript = { '^.+\\.ts$': ['@swc/jest', { ...SWC, sourceMaps: 'inline' }] };

const project = (displayName, testMatch, settings = {}) => ({
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: typescript,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.stryker-tmp'],
  ...settings,
});

/** Each worker loads a module once for all its spec files (docs/decisions/0025-one-module-cache-for-each-worker.md). */
const inWorker = (displayName, testMatch) =>
  project(displayName, testMatch, {
    testEnvironment: '<rootDir>/test/runner/environment.mjs',
    runtime: '<rootDir>/test/runner/runtime.mjs',
    injectGlobals: false,
  });

/** Each spec file is loaded into a context of its own; it can share a gateway. */
const inContext = (displayName, testMatch) =>
  project(displayName, testMatch, { testEnvironment: '<rootDir>/test/support/worker-environment.mjs' });

export const unit = inWorker('unit', ['src/**/*.spec.ts']);

export default {
  projects: [
    unit,
    inWorker('e2e', ['test/*.spec.ts']),
    inWorker('security', ['test/security/*.spec.ts']),
    inContext('client', ['test/client/*.spec.ts']),
    // These need Chromium and a network of their own: scripts/ci/browser.sh.
    inContext('browser', ['test/browser/*.spec.ts']),
    inContext('hostile', ['test/hostile/*.spec.ts']),
    inContext('resilience', ['test/resilience/*.spec.ts']),
    inContext('durability', ['test/durability/*.spec.ts']),
    // These start squid, which .ci/run installs.
    inContext('egress', ['test/egress/*.spec.ts']),
    // These start Redis servers of their own; .ci/run installs what they need.
    inContext('redis', ['test/store/*.spec.ts', 'test/redis/*.spec.ts']),
  ],
  testTimeout: 30_000,
  // Most tests wait for a process of their own: with three workers for two cores a tenth of the cores is idle. At most
  // eight: each has gateways of its own, and more would take the memory of a large machine.
  maxWorkers: Math.min(availableParallelism() * 2, 8),
  workerIdleMemoryLimit: '1GB',
};
