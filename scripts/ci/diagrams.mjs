// Parses and draws every Mermaid diagram of the documentation with Mermaid itself, in Chromium.
//   node scripts/ci/diagrams.mjs MERMAID.JS [DIRECTORY]    with a directory: also keeps the pictures there
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [library, pictures] = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');
const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const diagrams = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```mermaid\n([^]*?)^```$/gm)].map(
    ([, text], index) => ({
      name: `${page}, diagram ${index + 1}`,
      text,
    }),
  ),
);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
let failed = 0;
try {
  const page = await browser.newPage();
  await page.setContent('<!doctype html><body></body>');
  await page.addScriptTag({ path: library });
  for (const { name, text } of diagrams) {
    const drawn = await page
      .evaluate(async (diagram) => {
        const { mermaid } = window;
        mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
        await mermaid.parse(diagram);
        const { svg } = await mermaid.render('drawn', diagram);
        document.body.innerHTML = svg;
        return svg.length;
      }, text)
      .catch((error) => error);
    const well = typeof drawn === 'number' && drawn > 1000;
    if (!well) failed += 1;
    console.log(well ? `ok      ${name}` : `FAILED  ${name}: ${drawn}`);
    if (pictures)
      await page.screenshot({ path: join(pictures, `${name.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
  }
} finally {
  await browser.close();
}
console.log(`${diagrams.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || diagrams.length === 0 ? 1 : 0;
