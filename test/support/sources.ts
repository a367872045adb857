import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every file under version control, by its path from the root of the repository. */
export const TRACKED: readonly string[] = execFileSync('git', ['ls-files', '-z'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(ROOT + path));

export function textOf(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

/** One TypeScript file, parsed. */
export interface Source {
  readonly path: string;
  /** Below `src/`; `(root)` for files directly in it. */
  readonly folder: string;
  readonly file: ts.SourceFile;
}

/** The production code: `src/` without specs and without what only specs use. */
export const SOURCES: readonly Source[] = TRACKED.filter(
  (path) => /^src\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts') && !path.includes('/testing/'),
).map((path) => {
  const [, folder = '', rest] = path.split('/');
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  return { path, folder: rest === undefined ? '(root)' : folder, file };
});

/** One import, re-export, dynamic import or module of Node.js that is got by name. */
export interface Import {
  readonly source: Source;
  /** A path from the root of the repository, ending in `.ts`, or the name of a package. */
  readonly target: string;
  readonly names: readonly string[];
  /** Erased by the compiler: it does not exist at run time. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
  /** Path, line number and text, for messages. */
  readonly line: string;
}

export const IMPORTS: readonly Import[] = SOURCES.flatMap((source) =>
  nodesOf(source).flatMap((node) => {
    const found = importAt(node);
    if (!found) return [];
    const target = found.specifier.startsWith('.')
      ? posix.join(posix.dirname(source.path), found.specifier).replace(/\.js$/, '.ts')
      : found.specifier;
    return [{ ...found, source, target, line: lineOf(source, node) }];
  }),
);

/** Every node of a file, in order. */
export function nodesOf({ file }: Source): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return nodes;
}

/** Path, line number and text of a node's line. */
export function lineOf({ path, file }: Source, node: ts.Node): string {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${path}:${String(line + 1)} ${(file.text.split('\n')[line] ?? '').trim()}`;
}

/** The lines of the nodes that match, in the files that match. */
export function linesWhere(
  matchesFile: (source: Source) => boolean,
  matchesNode: (node: ts.Node) => boolean,
): readonly string[] {
  return SOURCES.filter(matchesFile).flatMap((source) =>
    nodesOf(source)
      .filter(matchesNode)
      .map((node) => lineOf(source, node)),
  );
}

type Found = Pick<Import, 'names' | 'typeOnly' | 'dynamic'> & { readonly specifier: string };

function importAt(node: ts.Node): Found | undefined {
  if (ts.isImportDeclaration(node)) {
    const { importClause } = node;
    const bindings = importClause?.namedBindings;
    const elements = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
    const named = importClause?.name === undefined && elements.length > 0;
    const erased = named && elements.every(({ isTypeOnly }) => isTypeOnly);
    return {
      specifier: specifierOf(node),
      names: elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text),
      typeOnly: importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || erased,
      dynamic: false,
    };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: specifierOf(node), names: [], typeOnly: node.isTypeOnly, dynamic: false };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    const text = specifier && ts.isStringLiteral(specifier) ? specifier.text : '(computed)';
    return { specifier: text, names: [], typeOnly: false, dynamic: true };
  }
  const builtin = builtinAt(node);
  if (builtin)
    return { specifier: builtin, names: namesBoundBy(node.parent), typeOnly: false, dynamic: true };
  return undefined;
}

/** The module of `process.getBuiltinModule('…')`. */
function builtinAt(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'process.getBuiltinModule')
    return undefined;
  const [specifier] = node.arguments;
  return specifier && ts.isStringLiteral(specifier) ? specifier.text : '(computed)';
}

function namesBoundBy(node: ts.Node): readonly string[] {
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return [];
  return node.name.elements.map(({ propertyName, name }) => (propertyName ?? name).getText());
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string {
  return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
}
