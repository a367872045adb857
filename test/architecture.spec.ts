import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { circlesOfFiles, closingCircles } from './support/circles.js';
import { IMPORTS, linesWhere, SOURCES, type Import, type Source } from './support/sources.js';

/**
 * The floors of `src/`, from the top down (CONTRIBUTING.md, "The house"). An import points down or stays on its floor,
 * type imports included. A folder that is not listed is on the floor of its parent folder.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['src', 'src/doctor'],
  ['src/products'],
  ['src/onboarding'],
  ['src/onboarding/api'],
  ['src/onboarding/steps'],
  ['src/onboarding/overrides'],
  ['src/onboarding/journey'],
  ['src/onboarding/forms'],
  ['src/auth', 'src/limits'],
  ['src/eko'],
  ['src/store'],
  ['src/audit', 'src/health', 'src/observability', 'src/resilience'],
  ['src/http', 'src/egress'],
  ['src/config'],
  ['src/errors'],
  // Imported only by eko/, dynamically; it imports nothing from the other folders.
  ['src/sandbox'],
];

const linesOf = (imports: readonly Import[]): readonly string[] => imports.map(({ line }) => line);
const outside =
  (...folders: readonly string[]) =>
  ({ folder }: Source): boolean =>
    !folders.includes(folder);

function folderOf(target: string): string | undefined {
  const [src, folder, rest] = target.split('/');
  return src === 'src' && rest !== undefined ? folder : undefined;
}

/** The listed folder that a file is in. */
function listedFolderOf(path: string): string {
  const parts = path.split('/').slice(0, -1);
  const folders = parts.map((_part, index) => parts.slice(0, parts.length - index).join('/'));
  return folders.find((folder) => FLOORS.flat().includes(folder)) ?? '';
}

function floorOf(path: string): number {
  return FLOORS.findIndex((floor) => floor.includes(listedFolderOf(path)));
}

describe('arrows point one way:', () => {
  it('every folder directly below src/ is on a floor', () => {
    const folders = new Set(SOURCES.map(({ folder }) => folder).filter((folder) => folder !== '(root)'));
    expect([...folders].filter((folder) => !FLOORS.flat().includes(`src/${folder}`))).toEqual([]);
  });

  it('an import never points up', () => {
    const up = IMPORTS.filter(
      ({ source, target }) => target.startsWith('src/') && floorOf(target) < floorOf(source.path),
    );
    expect(linesOf(up)).toEqual([]);
  });

  it('no folders import each other in a circle', () => {
    expect(linesOf(closingCircles(listedFolderOf))).toEqual([]);
  });

  it('nothing imports the files that put the process together', () => {
    const roots = IMPORTS.filter(({ source, target }) => {
      const ofRoot = target.startsWith('src/') && folderOf(target) === undefined;
      return ofRoot && source.folder !== '(root)';
    });
    expect(linesOf(roots)).toEqual([]);
  });

  it('no files import each other in a circle at run time', () => {
    expect(circlesOfFiles()).toEqual([]);
  });

  it('a product imports no other product', () => {
    const between = IMPORTS.filter(({ source, target }) => {
      const [, , from] = source.path.split('/');
      const [, folder, to] = target.split('/');
      // The files beside the products are of no product.
      const ofProduct = source.folder === 'products' && from?.endsWith('.ts') === false;
      return ofProduct && folder === 'products' && from !== to;
    });
    expect(linesOf(between)).toEqual([]);
  });

  it('only the registry and the product itself import from the folder of a product', () => {
    const inward = IMPORTS.filter(({ source, target }) => {
      return source.folder !== 'products' && /^src\/products\/[^/]+\//.test(target);
    });
    expect(linesOf(inward)).toEqual([]);
  });
});

describe('a product is named', () => {
  const products = SOURCES.map(({ path }) => /^src\/products\/([^/]+)\//.exec(path)?.[1] ?? '');
  const names = [...new Set(products)]
    .flatMap((name) => [name, name.split('-').at(-1) ?? ''])
    .filter((name) => name !== '' && name !== 'account')
    .map((name) => name.replaceAll('-', ''));

  it('by products/ and sandbox/ alone, apart from examples for people', () => {
    const named = linesWhere(outside('products', 'sandbox', 'config'), (node) => {
      const text =
        ts.isStringLiteralLike(node) || ts.isIdentifier(node) || ts.isTemplateHead(node) ? node.text : '';
      if (text === 'CUSTOMER_ACCOUNT_REQUIRED') return false; // a code of the API
      const plain = text.replaceAll(/[-_]/g, '').toLowerCase();
      return names.some((name) => plain.includes(name));
    });
    expect(named.filter((line) => !line.startsWith('src/start.ts'))).toEqual([]);
  });
});

describe('the sandbox', () => {
  it('imports nothing from the rest of src/', () => {
    const out = IMPORTS.filter(({ source, target }) => {
      return source.folder === 'sandbox' && target.startsWith('src/') && !target.startsWith('src/sandbox/');
    });
    expect(linesOf(out)).toEqual([]);
  });

  it('is imported only by eko/, dynamically or as a type', () => {
    const into = IMPORTS.filter(
      ({ source, target }) => source.folder !== 'sandbox' && folderOf(target) === 'sandbox',
    );
    expect(linesOf(into.filter(({ source }) => source.folder !== 'eko'))).toEqual([]);
    expect(linesOf(into.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic))).toEqual([]);
  });
});

describe('the one place for', () => {
  const packagesOutside = (folder: string, packages: readonly string[]): readonly string[] =>
    linesOf(
      IMPORTS.filter(({ source, target, typeOnly }) => {
        const [scope = '', name] = target.split('/');
        const wanted = packages.includes(scope.startsWith('@') ? `${scope}/${name ?? ''}` : scope);
        return wanted && !typeOnly && source.folder !== folder;
      }),
    );

  it('requests to Eko is eko/, and for connections to others egress/: no other folder has an HTTP client', () => {
    const clients = ['axios', '@nestjs/axios', 'got', 'node-fetch', 'superagent'];
    expect(packagesOutside('eko', clients)).toEqual([]);
    expect(packagesOutside('egress', ['undici']).map((line) => line.split(':')[0])).toEqual([
      'src/auth/key-set.ts', // its fetch, over a dispatcher of egress/
    ]);
    const sockets = /^node:(http|https|http2|net|tls)$/;
    // A server is not a client, nor is code that only reads an address or a certificate; everything else can be one.
    const clientsOfNode = IMPORTS.filter(({ source, target, names, typeOnly }) => {
      const server = names.every((name) =>
        [
          'createServer',
          'checkServerIdentity',
          'isIP',
          'isIPv4',
          'isIPv6',
          'BlockList',
          'SocketAddress',
          'STATUS_CODES',
        ].includes(name),
      );
      return sockets.test(target) && !typeOnly && outside('egress')(source) && !(names.length > 0 && server);
    });
    expect(linesOf(clientsOfNode)).toEqual([]);
    const fetches = linesWhere(outside('eko'), (node) => {
      return (
        ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'fetch'
      );
    });
    expect(fetches.map((line) => line.split(':')[0])).toEqual([
      'src/auth/key-set.ts', // the issuer's keys, which are not Eko's
    ]);
  });

  it('node:http is got by name: an import of it loads the undici that is built into Node.js (decision 0019)', () => {
    const imports = IMPORTS.filter(
      ({ target, typeOnly, dynamic }) => target === 'node:http' && !typeOnly && !dynamic,
    );
    expect(linesOf(imports)).toEqual([]);
  });

  it('the environment is config/', () => {
    const reads = linesWhere(outside('config'), (node) => {
      const ofProcess = ts.isPropertyAccessExpression(node) && node.expression.getText() === 'process';
      return ofProcess && node.name.text === 'env';
    });
    expect(reads).toEqual([]);
    expect(linesOf(IMPORTS.filter(({ target }) => /^(node:)?process$/.test(target)))).toEqual([]);
  });

  it('databases is store/', () => {
    expect(packagesOutside('store', ['ioredis', 'redis', 'better-sqlite3', 'node:sqlite'])).toEqual([]);
  });
});

describe('an error reply is written', () => {
  const writers = ['sendProblem', 'problemBody', 'problemHeaders'];

  it('from the catalogue of errors/, by errors/, http/ and the files that compose them', () => {
    const users = IMPORTS.filter(({ names, source }) => {
      return names.some((name) => writers.includes(name)) && outside('errors', 'http')(source);
    });
    expect([...new Set(users.map(({ source: { path } }) => path))].sort()).toEqual([
      'src/onboarding/steps/answers.ts', // not sent, but stored: the bytes of a replay
      'src/products/examples.ts', // for the OpenAPI document
      'src/resilience/admission.ts', // before any route is found
    ]);
  });

  it('nowhere else: no other folder sets a status of 400 or more', () => {
    const statuses = linesWhere(outside('errors', 'http', 'sandbox', 'observability'), (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
      const [status] = node.arguments;
      const sets = ['code', 'status', 'writeHead', 'sendStatus'].includes(node.expression.name.text);
      return sets && status !== undefined && ts.isNumericLiteral(status) && Number(status.text) >= 400;
    });
    expect(statuses).toEqual([]);
  });

  it('never by an exception of the framework', () => {
    const exceptions = IMPORTS.filter(({ source, names }) => {
      return outside('http')(source) && names.some((name) => /Exception$/.test(name));
    });
    expect(linesOf(exceptions)).toEqual([]);
  });
});
