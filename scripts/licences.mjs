// Lists the licence of every package that goes into production, and fails for one that is not on the list below.
//   npm run licences
import { readFileSync } from 'node:fs';

/** Permissive: use, change and distribution in a closed service require only a notice. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

const read = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));

/** SPDX expressions: one allowed licence of an `OR`, every one of an `AND`. */
function isAllowed(expression) {
  const plain = expression.replaceAll(/[()]/g, '');
  return plain
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => ALLOWED.includes(one.trim())));
}

function licenceOf(path) {
  try {
    const { license, licenses } = read(`${path}/package.json`);
    const given = license ?? licenses?.map(({ type }) => type).join(' OR ');
    return typeof given === 'string' ? given : (given?.type ?? 'none');
  } catch {
    return undefined; // an optional package for another platform is not installed
  }
}

/** Installed for development only, but a file of it is copied into the bundle. */
const COPIED = ['node_modules/@scalar/fastify-api-reference'];

const { packages } = read('package-lock.json');
// The packages of this repository are no third party's.
const production = Object.entries(packages).filter(
  ([path, { dev, link }]) =>
    path.includes('node_modules/') && (dev !== true || COPIED.includes(path)) && link !== true,
);
const found = production
  .map(([path, { version }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
    licence: licenceOf(path),
  }))
  .filter(({ licence }) => licence !== undefined);
for (const { name, version, licence } of found) process.stdout.write(`${licence}\t${name}@${version}\n`);
const refused = found.filter(({ licence }) => !isAllowed(licence));
if (refused.length > 0) {
  process.stderr.write(
    `Not on the list of allowed licences: ${refused.map(({ name }) => name).join(', ')}\n`,
  );
  process.exitCode = 1;
}
