// Compiles src/ to dist/esm and dist/cjs: the same modules for `import` and for `require`.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const here = new URL('../', import.meta.url);
const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');

const compile = (...options) =>
  execFileSync(process.execPath, [compiler, ...options], { cwd: here, stdio: 'inherit' });

rmSync(new URL('dist', here), { recursive: true, force: true });
compile('-p', 'tsconfig.json', '--declaration', 'false', '--removeComments');
compile('-p', 'tsconfig.cjs.json', '--declaration', 'false', '--removeComments');
// Declarations keep their comments, which editors show.
for (const directory of ['dist/esm', 'dist/cjs'])
  compile('-p', 'tsconfig.json', '--emitDeclarationOnly', '--outDir', directory);
writeFileSync(new URL('package.json', new URL('dist/cjs/', here)), '{ "type": "commonjs" }\n');
