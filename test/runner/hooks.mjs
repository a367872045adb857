// Loads TypeScript into the process itself, compiled by jest's transformer and kept in its cache.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GLOBALS = new URL('globals.mjs', import.meta.url).href;
const STATIC_MODULE = {
  instrument: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** The files of the source maps, by path and address of what was compiled. */
export const sourceMaps = new Map();

/**
 * @param rootDir everything in it but packages may be TypeScript
 * @param transformer jest's ScriptTransformer
 */
export function loadTypeScript(rootDir, transformer) {
  const root = pathToFileURL(`${rootDir}/`).href;
  const isOurs = (url) => url?.startsWith(root) && !url.includes('/node_modules/');
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
      if (!/^\.{1,2}\/.*\.js$/.test(specifier) || !isOurs(context.parentURL)) return next(specifier, context);
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (!existsSync(source)) return next(specifier, context);
      source.search = new URL(context.parentURL).search;
      return { url: source.href, shortCircuit: true };
    },
    load(url, context, next) {
      if (!isOurs(url) || !new URL(url).pathname.endsWith('.ts')) return next(url, context);
      const path = fileURLToPath(url);
      const { code, sourceMapPath } = transformer.transform(path, STATIC_MODULE, readFileSync(path, 'utf8'));
      for (const name of sourceMapPath ? [path, url] : []) sourceMaps.set(name, sourceMapPath);
      return { format: 'module', source: code, shortCircuit: true };
    },
  });
}
