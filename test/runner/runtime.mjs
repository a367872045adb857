// jest's runtime for a worker that loads each module once for all its spec files (docs/decisions). jest's own loads Nest
// and everything else anew for each file, into a context of its own, which is most of the time of a small spec.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { use } from './globals.mjs';
import { loadTypeScript, sourceMaps } from './hooks.mjs';

const ofJest = createRequire(createRequire(import.meta.url).resolve('jest'));
const { default: JestRuntime } = ofJest('jest-runtime');

let hooked = false;
let runs = 0;

export default class WorkerRuntime extends JestRuntime {
  constructor(config, environment, resolver, transformer, cache, coverage, path, globalConfig) {
    super(config, environment, resolver, transformer, cache, coverage, path, globalConfig);
    // A source may change between two runs of one watching process.
    this.loadsAnew = globalConfig.watch || globalConfig.watchAll;
    if (!hooked) loadTypeScript(config.rootDir, transformer);
    hooked = true;
  }

  /** jest-circus keeps the tests of a file in its module, which is loaded anew for each; what it imports is not. */
  requireInternalModule(path) {
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    delete ofJest.cache[path];
    return ofJest(path);
  }

  unstable_importModule(path) {
    use(this.requireModuleOrMock(path, '@jest/globals'));
    const { href } = pathToFileURL(path);
    return import(this.loadsAnew ? `${href}?run=${(runs += 1)}` : href);
  }

  getSourceMaps() {
    return sourceMaps;
  }
}
