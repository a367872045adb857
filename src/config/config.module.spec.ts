import { expect, it } from '@jest/globals';
import { readsEnvFile } from './config.module.js';

it.each(['development', undefined, '', ' '])('.env is read when NODE_ENV is %j', (nodeEnv) => {
  expect(readsEnvFile(nodeEnv)).toBe(true);
});

it.each(['test', 'production', 'staging', 'Development'])(
  '.env is not read when NODE_ENV is %j',
  (nodeEnv) => {
    expect(readsEnvFile(nodeEnv)).toBe(false);
  },
);
