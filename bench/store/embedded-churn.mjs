// node bench/store/embedded-churn.mjs [directory] [count, default: 1000000]
// Onboardings that expire after two seconds: how large does the file become while they are created and erased?
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../dist/store/embedded-store.js';
import { start, together } from './workload.mjs';

const [parent = tmpdir(), count = '1000000'] = process.argv.slice(2);
const path = mkdtempSync(join(parent, 'bench-store-'));
const store = await openEmbeddedStore({ path });
const lives = { recordTtlMs: 2000, onboardingTtlMs: 2000 };
console.log('| erased | MiB of both files | per second |\n| --- | --- | --- |');
for (let tenth = 1; tenth <= 10; tenth += 1) {
  const perSecond = await together(Number(count) / 10, 256, () => start(store, lives));
  const sizes = ['store.db', 'store.db-wal'].map((file) => statSync(join(path, file)).size);
  const mebibytes = (sizes[0] + sizes[1]) / 2 ** 20;
  console.log(`| ${(tenth * Number(count)) / 10} | ${mebibytes.toFixed(1)} | ${Math.round(perSecond)} |`);
}
await store.close();
rmSync(path, { recursive: true });
