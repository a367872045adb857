// Adds to package-lock.json the optional packages of other platforms that npm left out. npm does so when a registry's
// mirror has not got them yet, and then `npm ci` refuses the file everywhere: "Missing: … from lock file". The entries
// carry what the package that asks for them says (name, version) and the platform that the name says; npm fills in
// the rest on a machine that needs them, and keeps them at its next install.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony'];
const PROCESSORS = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'arm'];

const path = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(path, 'utf8'));
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${place}/node_modules/${name}`] || lock.packages[`node_modules/${name}`]) continue;
    const words = name.split(/[-_/]/);
    const system = SYSTEMS.find((one) => words.includes(one));
    const processor = PROCESSORS.find((one) => words.includes(one));
    if (!system || !processor) throw new Error(`${name}: its name does not say its platform`);
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [processor],
      ...(entry.dev && { dev: true }),
      optional: true,
      os: [system],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (added > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${path}: ${added} packages added\n`);
