import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { Page } from 'playwright-core';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const SCREENSHOTS = process.env['SCREENSHOTS'] ?? join(tmpdir(), 'eko-try-screenshots');
const WIDTHS = [360, 1280] as const;
const THEMES = ['light', 'dark'] as const;
const HEIGHT = 900;
/** WCAG: 1280 pixels at 400 %, and a desk and a phone at 200 %. */
const ZOOMED_WIDTHS = [320, 640];

/** In the page: what reaches beyond its right edge, but for what scrolls by itself. */
const OVERFLOWING = `(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (one) => one !== null && (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const wide = [...document.body.querySelectorAll('*')].filter((one) => {
    const { right, width: own } = one.getBoundingClientRect();
    return own > 0 && right > width + 1 && !scrolls(one.parentElement);
  });
  const found = wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
  return document.documentElement.scrollWidth > width + 1 ? ['the page scrolls sideways', ...found] : found;
})()`;

/** In the page: controls that a finger misses. A label counts as part of its control; links within a text are exempt. */
const TOO_SMALL = `(() => {
  const controls = [...document.querySelectorAll('button, input, select, summary, a')];
  const boxOf = (one) => {
    const labels = one.matches('[type=checkbox], [type=radio]') ? [...(one.labels ?? [])] : [];
    const boxes = [one, ...labels].map((each) => each.getBoundingClientRect());
    return { width: Math.max(...boxes.map(({ width }) => width)), height: Math.max(...boxes.map(({ height }) => height)) };
  };
  return controls
    .filter((one) => one.getClientRects().length > 0 && !one.matches('.skip, p > a, dd > a'))
    .map((one) => ({ one, ...boxOf(one) }))
    .filter(({ width, height }) => width < 43.5 || height < 43.5)
    .map(({ one, width, height }) => Math.round(width) + ' x ' + Math.round(height) + ': ' + one.outerHTML.slice(0, 120));
})()`;

const VIOLATIONS = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 160) + ' ' + failureSummary)))`;

/** In the page: whether one sees which element has the focus. */
const FOCUS = `(() => {
  const one = document.activeElement;
  const around = one.closest('label') ?? one;
  const seen = [one, around].some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  });
  return { name: one.outerHTML.slice(0, 120), seen, atEnd: one === document.body };
})()`;

/** What is wrong with the page as it is now, in both widths and themes; takes a screenshot of each. */
export async function faultsOf(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const add = (where: string, found: readonly string[]): void => {
    faults.push(...found.map((one) => `${name}, ${where}: ${one}`));
  };
  mkdirSync(SCREENSHOTS, { recursive: true });
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const where = `${width}-${theme}`;
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${where}.png`), fullPage: true });
      add(where, await page.evaluate<string[]>(VIOLATIONS));
    }
    add(`${width} pixels`, await page.evaluate<string[]>(OVERFLOWING));
    if (width === 360) add('touched', await page.evaluate<string[]>(TOO_SMALL));
  }
  for (const width of ZOOMED_WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    add(`${width} pixels`, await page.evaluate<string[]>(OVERFLOWING));
  }
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
  add('letters of 200 %', await page.evaluate<string[]>(OVERFLOWING));
  await page.evaluate(`document.documentElement.style.fontSize = ''`);
  return faults;
}

/** The elements at which the Tab key stops without that one sees it. */
export async function unseenFocus(page: Page): Promise<readonly string[]> {
  const unseen: string[] = [];
  let before = '';
  await page.evaluate('document.activeElement?.blur()');
  for (let stops = 0; stops < 100; stops += 1) {
    await page.keyboard.press('Tab');
    const { name, seen, atEnd } = await page.evaluate<{ name: string; seen: boolean; atEnd: boolean }>(FOCUS);
    if (atEnd) return unseen;
    // A date has stops within, which Chromium marks itself.
    if (!seen && name !== before) unseen.push(name);
    before = name;
  }
  return unseen;
}
