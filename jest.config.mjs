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

const project = (displayName, testMatch) => ({
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  testEnvironment: '<rootDir>/test/support/worker-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: typescript,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.stryker-tmp'],
});

export const unit = project('unit', ['src/**/*.spec.ts']);

export default {
  projects: [
    unit,
    project('e2e', ['test/*.spec.ts']),
    project('security', ['test/security/*.spec.ts']),
    project('hostile', ['test/hostile/*.spec.ts']),
    project('resilience', ['test/resilience/*.spec.ts']),
    project('durability', ['test/durability/*.spec.ts']),
    // These start Redis servers of their own; .ci/run installs what they need.
    project('redis', ['test/store/*.spec.ts', 'test/redis/*.spec.ts']),
  ],
  testTimeout: 30_000,
  // Most tests wait for a process of their own: one worker a core, not one less.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
};
