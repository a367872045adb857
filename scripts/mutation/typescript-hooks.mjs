// Loads the TypeScript of Stryker's sandbox, as jest does, but in a plain process: a spec that is imported a second time
// with a new number is loaded anew, with everything that it imports.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';
import { unit } from '../../jest.config.mjs';

const [[, [, options]]] = Object.entries(unit.transform);
const ROOT = pathToFileURL(`${process.cwd()}/`).href;
const GLOBALS = import.meta.resolve('./spec-globals.mjs');
const compiled = new Map();

const isOurs = (url) => url?.startsWith(ROOT) && !url.includes('/node_modules/');

function compile(path) {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    ...options,
    filename: path,
    swcrc: false,
    configFile: false,
  });
  compiled.set(path, code);
  return code;
}

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
    if (!specifier.startsWith('.') || !isOurs(context.parentURL)) return next(specifier, context);
    const url = new URL(specifier, context.parentURL);
    const source = new URL(url.href.replace(/\.js$/, '.ts'));
    const found = existsSync(source) ? source : url;
    found.search = new URL(context.parentURL).search;
    return next(found.href, context);
  },
  load(url, context, next) {
    if (!isOurs(url)) return next(url, context);
    const { pathname } = new URL(url);
    if (!pathname.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: compile(fileURLToPath(new URL(pathname, url))), shortCircuit: true };
  },
});
