// Adds to package-lock.json the optional packages of other platforms that npm left out. It does so whenever the
// registry it asks mirrors only some platforms, and `npm ci` then refuses the lock file everywhere. Run it after
// each `npm install`, with another lock file than the project's as its argument.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , given] = process.argv;
const file = given ?? new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key]) continue;
    const words = name.replaceAll('gnueabihf', '').split(/[^a-z0-9]+/);
    const os = SYSTEMS.filter((one) => words.includes(one));
    const cpu = PROCESSORS.filter((one) => words.includes(one));
    // A package without a platform in its name was left out by npm on purpose.
    if (os.length + cpu.length === 0) continue;
    lock.packages[key] = {
      version: range.replace(/^[\^~=v]+/, ''),
      ...(entry.dev && { dev: true }),
      optional: true,
      ...(cpu.length > 0 && { cpu }),
      ...(os.length > 0 && { os }),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages of other platforms added\n`);
