import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCrashes } from '../support/crash-expectations.js';

describeCrashes('a process killed at any point of a step, with the embedded store', () => {
  const directories = [mkdtempSync(join(tmpdir(), 'crash-')), mkdtempSync(join(tmpdir(), 'crash-'))];
  return Promise.resolve({
    chains: directories.length,
    settings: (chain) => ({ STORE_PATH: directories[chain] ?? '' }),
    close: () => {
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
});
