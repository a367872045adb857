// node bench/store/embedded.mjs [directory, default: the system's temporary one] [sizes, default: 1000,1000000]
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../dist/store/embedded-store.js';
import { measureStarts, measureSteps, print } from './workload.mjs';

const [parent = tmpdir(), sizes = '1000,1000000'] = process.argv.slice(2);
const measured = {};
for (const size of sizes.split(',').map(Number)) {
  const path = mkdtempSync(join(parent, 'bench-store-'));
  const store = await openEmbeddedStore({ path });
  const { figures, known } = await measureStarts(store, size);
  await store.close();
  // The measured onboardings are in the file, too.
  const bytes = statSync(join(path, 'store.db')).size / (size + 21_000);
  const openingAt = performance.now();
  const reopened = await openEmbeddedStore({ path });
  const openingMs = performance.now() - openingAt;
  Object.assign(figures, await measureSteps(reopened, known));
  await reopened.close();
  measured[size] = {
    ...figures,
    'bytes per onboarding': bytes,
    'opening, ms': openingMs,
  };
  rmSync(path, { recursive: true });
}
print(measured);
