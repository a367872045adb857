// Puts the packages that dist/ imports into dist/node_modules, where Node.js looks before ../node_modules: a module for
// each, over a few chunks that they share, so that a start reads tens of files instead of thousands. dist/ itself stays
// as the compiler wrote it (docs/decisions/0019-bundled-packages.md). The last part of `npm run build`.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const target = join(root, 'dist/node_modules');
const stubs = join(target, '.stubs');

/** The modules of dist/ that Node.js is started with, or that no import names. */
const STARTED = ['start.js', 'doctor/run.js', 'trace.js', 'outcome-row.js', 'sandbox/main.js'];
/** A file for browsers, which `src/http/reference-page.ts` serves; of its package nothing else is used. */
const SCALAR = { name: '@scalar/fastify-api-reference', file: join('dist', 'js', 'standalone.js') };
/** Imported by packages which do without. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'swagger-ui-dist',
  'typescript',
];

/** How Node.js resolves, and what both calls of the bundler have in common. */
const LIKE_NODE = {
  bundle: true,
  platform: 'node',
  target: 'node22.19',
  format: 'esm',
  splitting: true,
  mainFields: ['main'],
  conditions: ['node'],
  logLevel: 'error',
};

/** What the modules of dist/ import by the name of a package. */
async function importedPackages() {
  const { metafile } = await build({
    ...LIKE_NODE,
    absWorkingDir: join(root, 'dist'),
    entryPoints: STARTED,
    packages: 'external',
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return new Set(
    imports.filter(({ external, path }) => external && !path.startsWith('node:')).map(({ path }) => path),
  );
}

/** A module that exports every name that Node.js finds there: the bundler alone does not see those of CommonJS. */
async function writeStub(name, source) {
  const isIdentifier = (text) => /^[A-Za-z_$][\w$]*$/.test(text) && text !== '__esModule';
  const names = Object.keys(await import(source)).filter(isIdentifier);
  const file = join(stubs, `${name}.mjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `export { ${names.join(', ')} } from ${JSON.stringify(source)};\n`);
  return file;
}

/** Packages import others when they need them, and by name: `const { validate } = await import('class-validator')`. */
const DYNAMIC_IMPORTS = {
  name: 'dynamic imports',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const found = await resolve(path, { resolveDir, kind: 'import-statement' });
      if (found.external || found.errors.length > 0) return found;
      return { path: await writeStub(`dynamic/${path}`, found.path) };
    });
  },
};

/**
 * The gateway calls Eko by an adapter of its own. Axios takes its other adapters, and the class of forms, from a module of
 * null in browsers; and while it is loaded it reads `globalThis.FormData` and others, which makes Node.js load the undici
 * that is built into it, beside the one in use: 2 MiB.
 */
const AXIOS = {
  name: 'axios without its own adapters',
  setup({ onResolve, onLoad }) {
    const file = (path) => join(root, 'node_modules/axios/lib', path);
    onResolve({ filter: /\/(http|fetch|FormData)\.js$/ }, ({ path, resolveDir }) => {
      const unused = ['adapters/http.js', 'adapters/fetch.js', 'platform/node/classes/FormData.js'].map(file);
      return unused.includes(join(resolveDir, path)) ? { path: file('helpers/null.js') } : undefined;
    });
    onLoad({ filter: /axios\/lib\/utils\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('G.FormData')) throw new Error('axios looks for FormData differently');
      return { contents: text.replaceAll('G.FormData', 'undefined') };
    });
  },
};

/**
 * An import of node:http as an ES module reads all that it exports, and so loads the undici that is built into Node.js: 40 ms of a
 * start and 2 MiB (nodejs/node issue 59686). What is got by name does not.
 */
const HTTP = {
  name: 'node:http without its ES module',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'node:http', namespace: 'by-name' } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'by-name' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** Where the module of a package is put, or of a file in it; without its ending. */
function fileOf(specifier) {
  return specifier.endsWith('.js') ? specifier.slice(0, -'.js'.length) : `${specifier}/index`;
}

/** Without it, Node.js looks into each module for its format. */
function writePackage(directory, content) {
  writeFileSync(
    join(target, directory, 'package.json'),
    `${JSON.stringify({ ...content, type: 'module' })}\n`,
  );
}

/** What scanners know a package by. */
function recordOf(name) {
  const { version, license } = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return { name, version, license };
}

/**
 * The bundler keeps names by a call for each function, also for inner functions each time they are created: a tenth of a
 * step. Declarations that were not renamed have their names anyway; an expression gets one only if it could be a class.
 */
const REPEATED_NAMES = /^ *__name\((\w+), "\1"\);\n/gm;
const NAMED_EXPRESSION = '/* @__PURE__ */ __name(';
const NAMING = 'var __name = (target, value) => __defProp(target, "name", { value, configurable: true });\n';
const NAMING_OF_EXPRESSIONS =
  '__name.expression = (target, value) => target.name || !target.prototype ? target : __name(target, value);\n';

function withCheapNames(text) {
  return text
    .replaceAll(REPEATED_NAMES, '')
    .replaceAll(NAMED_EXPRESSION, '__name.expression(')
    .replace(NAMING, NAMING + NAMING_OF_EXPRESSIONS);
}

/**
 * V8 keeps the text of a module in memory, with two bytes a character if one of them is not Latin: the bundler leaves such
 * characters in comments and regular expressions.
 */
function withAsciiOnly(text) {
  if (/\\[^\0-\x7f]/.test(text)) throw new Error('A backslash before a character that has to be escaped');
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

rmSync(target, { recursive: true, force: true });
const packages = [...(await importedPackages())];
const entryPoints = await Promise.all(
  packages.map(async (specifier) => ({
    in: await writeStub(fileOf(specifier), specifier),
    out: fileOf(specifier),
  })),
);
const { outputFiles } = await build({
  ...LIKE_NODE,
  absWorkingDir: root,
  entryPoints,
  external: ABSENT,
  plugins: [DYNAMIC_IMPORTS, AXIOS, HTTP],
  outdir: target,
  write: false,
  chunkNames: 'chunks/[name]-[hash]',
  keepNames: true,
  legalComments: 'none',
  banner: {
    js: "import { createRequire as requireIn } from 'node:module';\nconst require = requireIn(import.meta.url);",
  },
});
if (!outputFiles.some(({ text }) => text.includes(NAMING)))
  throw new Error('esbuild names functions differently');
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, withAsciiOnly(withCheapNames(text)));
}
rmSync(stubs, { recursive: true });
writePackage('chunks', {});
for (const name of packages.filter((specifier) => !specifier.endsWith('.js')))
  writePackage(name, { ...recordOf(name), exports: { '.': './index.js', './*.js': './*.js' } });

const [from, to] = [join(root, 'node_modules'), target].map((directory) => join(directory, SCALAR.name));
mkdirSync(dirname(join(to, SCALAR.file)), { recursive: true });
for (const file of [SCALAR.file, 'LICENSE']) copyFileSync(join(from, file), join(to, file));
writePackage(SCALAR.name, recordOf(SCALAR.name));
