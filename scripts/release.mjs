// What a release says about itself, from CHANGELOG.md, package.json and the chart; .github/workflows/release.yaml uses it.
//   node scripts/release.mjs v1.2.3             checks that the tag is the version everywhere; prints version and created
//   node scripts/release.mjs --notes 1.2.3      prints the section of CHANGELOG.md
//   node scripts/release.mjs --chart IMAGE sha256:…   writes the image and its digest into the chart's values
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const [first, ...rest] = process.argv.slice(2);
try {
  if (first === '--notes') process.stdout.write(`${notes(rest[0])}\n`);
  else if (first === '--chart') writeChart(...rest);
  else process.stdout.write(`version=${released(first)}\ncreated=${committedAt()}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/** @throws Error when something states another version, or the change log has nothing about this one */
function released(tag) {
  const version = /^v(\d+\.\d+\.\d+)$/.exec(tag ?? '')?.[1];
  if (!version) throw new Error(`the tag must be v1.2.3, not ${tag ?? 'missing'}`);
  const stated = {
    'package.json': JSON.parse(read('package.json')).version,
    'clients/typescript/package.json': JSON.parse(read('clients/typescript/package.json')).version,
    'helm/Chart.yaml, version': /^version: (.+)$/m.exec(read('helm/Chart.yaml'))?.[1],
    'helm/Chart.yaml, appVersion': /^appVersion: (.+)$/m.exec(read('helm/Chart.yaml'))?.[1],
  };
  for (const [where, other] of Object.entries(stated))
    if (other !== version) throw new Error(`${where} is ${other}; the tag is ${tag}`);
  notes(version);
  return version;
}

function notes(version) {
  const sections = read('CHANGELOG.md').split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`${version}\n`));
  const body = section?.slice(version.length).trim();
  if (!body) throw new Error(`CHANGELOG.md has no section "## ${version}"`);
  return body;
}

function writeChart(image, digest) {
  if (!/^[\w.:/-]+$/.test(image ?? '')) throw new Error(`not the name of an image: ${image}`);
  if (!/^sha256:[0-9a-f]{64}$/.test(digest ?? '')) throw new Error(`not a digest: ${digest}`);
  const values = read('helm/values.yaml');
  const written = values
    .replace(/^( {2}repository:) .*$/m, `$1 ${image}`)
    .replace(/^( {2}digest:) .*$/m, `$1 ${digest}`);
  if (!written.includes(`  repository: ${image}\n`) || !written.includes(`  digest: ${digest}\n`))
    throw new Error('helm/values.yaml has no image.repository or image.digest');
  writeFileSync(join(root, 'helm/values.yaml'), written);
}

/** Of the commit, so that the same commit builds the same image. */
function committedAt() {
  return execFileSync('git', ['log', '-1', '--format=%cI'], { cwd: root, encoding: 'utf8' }).trim();
}

function read(path) {
  return readFileSync(join(root, path), 'utf8');
}
