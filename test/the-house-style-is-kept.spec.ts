import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { lineOf, linesWhere, SOURCES, textOf, TRACKED } from './support/sources.js';

const MAX_LINES = 250;
const MAX_MEDIAN_LINES = 90;
/** Tables and fixtures may be longer. */
const TABLES = /\.outcomes\.ts$|^src\/(errors\/catalogue|config\/variables)\.ts$|\/fixtures\//;

/** The owner's design card names what lies at the top. */
const TOP_LEVEL = [
  ...['package.json', 'tsconfig.json', 'nest-cli.json', 'Dockerfile', '.env.example'],
  ...['src', 'test', 'helm'],
];

const everything = (): boolean => true;
const lines = (path: string): number => textOf(path).trimEnd().split('\n').length;
const code = TRACKED.filter((path) => /^(src|test|bench|scripts)\/.*\.(ts|mjs)$/.test(path));

describe('names', () => {
  it('state the content: no file or folder is called utils, common, helpers, base, misc or lib', () => {
    const empty = /(^|\/)(utils?|common|helpers?|base|misc|lib)(\/|\.[^/]*$)/;
    expect(TRACKED.filter((path) => empty.test(path))).toEqual([]);
  });
});

describe('files', () => {
  it("of the owner's design card are at the top level", () => {
    const top = new Set(TRACKED.map((path) => path.split('/')[0]));
    expect(TOP_LEVEL.filter((name) => !top.has(name))).toEqual([]);
  });

  it(`have at most ${String(MAX_LINES)} lines, tables and fixtures aside`, () => {
    const long = code.filter((path) => !TABLES.test(path) && lines(path) > MAX_LINES);
    expect(long.map((path) => `${path}: ${String(lines(path))} lines`)).toEqual([]);
  });

  it(`have at most ${String(MAX_MEDIAN_LINES)} lines in the median`, () => {
    const sizes = code.map(lines).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES);
  });
});

describe('src/ has', () => {
  it('no any', () => {
    expect(linesWhere(everything, (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([]);
  });

  it('no non-null assertion', () => {
    expect(linesWhere(everything, ts.isNonNullExpression)).toEqual([]);
  });

  it('no definite assignment assertion, except in the classes that validation fills', () => {
    const promised = linesWhere(everything, (node) => {
      return ts.isPropertyDeclaration(node) && node.exclamationToken !== undefined;
    });
    const files = new Set(promised.map((line) => line.split(':')[0]));
    expect([...files].sort()).toEqual([
      'src/onboarding/forms/requests.ts',
      'src/products/ppi-digikhata/ppi-digikhata.controller.ts',
    ]);
  });

  it('no TODO, and no disabled lint rule', () => {
    const marks = ['TODO', 'FIXME', 'eslint-disable', '@ts-ignore', '@ts-expect-error'];
    const left = SOURCES.flatMap(({ path }) =>
      textOf(path)
        .split('\n')
        .flatMap((line, index) =>
          marks.some((mark) => line.includes(mark)) ? [`${path}:${String(index + 1)} ${line.trim()}`] : [],
        ),
    );
    expect(left).toEqual([]);
  });

  it('a docstring on every exported class and function', () => {
    expect(SOURCES.flatMap(withoutDocstring)).toEqual([]);
  });
});

describe('no file', () => {
  it('contains the host of a package registry', () => {
    const hosts = [
      ['registry', 'npmjs', 'org'],
      ['registry', 'yarnpkg', 'com'],
      ['npm', 'pkg', 'github', 'com'],
      ['registry', 'npmmirror', 'com'],
      ['pypi', 'org'],
      ['proxy', 'golang', 'org'],
      ['static', 'crates', 'io'],
      ['rubygems', 'org'],
    ].map((parts) => parts.join('.'));
    const naming = TRACKED.filter((path) => hosts.some((host) => textOf(path).includes(host)));
    expect(naming).toEqual([]);
  });
});

describe('the links of the documentation', () => {
  const pages = TRACKED.filter((path) => path.endsWith('.md'));

  it.each(pages)('of %s point to existing files and headings', (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !resolves(page, link));
    expect(broken).toEqual([]);
  });
});

describe('the files that a file names', () => {
  /** From the root of the repository or of the workspace, or from dist/ for scripts that import compiled code. */
  const named =
    /(?<![\w/])((?:\.\.\/)*dist|src|test|bench|scripts|helm)\/[\w./-]+\.(?:ts|js|mjs|json|ya?ml|sh|md|c)\b/g;
  const ofSource = (path: string): string => path.replace(/^.*dist\/(.*)\.js$/, 'src/$1.ts');
  const workspaceOf = (path: string): string => /^clients\/\w+\//.exec(path)?.[0] ?? '';

  it('exist', () => {
    const missing = TRACKED.filter((path) => !path.endsWith('package-lock.json')).flatMap((path) =>
      [...textOf(path).matchAll(named)]
        .map(([name]) => name)
        .filter(
          (name) =>
            !TRACKED.includes(ofSource(name)) && !TRACKED.includes(workspaceOf(path) + ofSource(name)),
        )
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

function resolves(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.join(posix.dirname(page), path);
  const exists = TRACKED.some((one) => one === target || one.startsWith(`${target.replace(/\/$/, '')}/`));
  return exists && (anchor === undefined || headingsOf(target).includes(anchor));
}

/** The anchors of a page's headings. */
function headingsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutDocstring(source: (typeof SOURCES)[number]): readonly string[] {
  return source.file.statements
    .filter((statement) => isExported(statement) && isClassOrFunction(statement))
    .filter((statement) => ts.getJSDocCommentsAndTags(statement).length === 0)
    .map((statement) => lineOf(source, statement));
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isClassOrFunction(statement: ts.Statement): boolean {
  if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) return true;
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some(
    ({ initializer }) =>
      initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
  );
}
