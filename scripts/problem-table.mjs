// Writes the table of problems in docs/building-the-app.md from the compiled catalogue; needs npm run build.
//   node scripts/problem-table.mjs            writes the page
//   node scripts/problem-table.mjs --print    prints the page as it must be, for the test that finds differences
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { CATALOGUE } from '../dist/errors/catalogue.js';

const page = new URL('../docs/building-the-app.md', import.meta.url).pathname;
const rows = Object.entries(CATALOGUE).map(
  ([code, { status, retry, retryAfterSeconds, detail, forUser }]) =>
    `| ${code} | ${status} | ${retry} | ${retryAfterSeconds ?? ''} | ${detail} | ${forUser} |`,
);
const table = [
  '| code | HTTP | retry | wait, s | what to do | what to tell the user |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n');
const written = readFileSync(page, 'utf8').replace(
  /(<!-- problems:.*-->)[^]*(<!-- end of problems -->)/,
  (_, start, end) => `${start}\n\n${table}\n\n${end}`,
);
const text = await format(written, { ...(await resolveConfig(page)), parser: 'markdown' });
if (process.argv[2] === '--print') process.stdout.write(text);
else writeFileSync(page, text);
