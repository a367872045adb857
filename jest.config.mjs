const typescript = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        keepClassNames: true,
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};

const project = (displayName, testMatch, testEnvironment = 'node') => ({
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  testEnvironment,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: typescript,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.stryker-tmp'],
});

/** In which spec files can share a gateway. */
const outside = (displayName, testMatch) =>
  project(displayName, testMatch, '<rootDir>/test/support/worker-environment.mjs');

export const unit = project('unit', ['src/**/*.spec.ts']);

export default {
  projects: [
    unit,
    outside('e2e', ['test/*.spec.ts']),
    outside('security', ['test/security/*.spec.ts']),
    outside('client', ['test/client/*.spec.ts']),
    outside('hostile', ['test/hostile/*.spec.ts']),
    outside('resilience', ['test/resilience/*.spec.ts']),
    outside('durability', ['test/durability/*.spec.ts']),
    // These start Redis servers of their own; .ci/run installs what they need.
    outside('redis', ['test/store/*.spec.ts', 'test/redis/*.spec.ts']),
  ],
  testTimeout: 30_000,
  // Most tests wait for a process of their own: one worker a core, not one less.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
};
