import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNothingPersonal } from './nothing-personal.js';

describeNothingPersonal('with the embedded store', () => {
  const directory = mkdtempSync(join(tmpdir(), 'canary-test-'));
  return Promise.resolve({
    directory,
    settings: { STORE_PATH: directory },
    contents: () => {
      const files = readdirSync(directory, { recursive: true, withFileTypes: true });
      const read = files
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
      return Promise.resolve(read);
    },
    close: () => {
      rmSync(directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
});
