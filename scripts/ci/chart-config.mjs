// Reads the configuration that the chart gives a pod with the gateway's configuration reader, so that no example and no
// default of the chart is refused at the start. Arguments: rendered manifests.
import { readFileSync } from 'node:fs';
import 'reflect-metadata';
import { readConfig } from '../../dist/config/read-config.js';
import { overridesReader } from '../../dist/onboarding/overrides/overrides.js';
import { PRODUCTS } from '../../dist/products/registry.js';

const KEY = `${'A'.repeat(43)}=`;
const products = { names: PRODUCTS.map(({ name }) => name), readOverrides: overridesReader(PRODUCTS) };

for (const path of process.argv.slice(2)) {
  const manifests = readFileSync(path, 'utf8').split(/^---$/m);
  const part = (template) => manifests.find((one) => one.includes(`/templates/${template}.yaml`)) ?? '';
  const files = Object.fromEntries(pairs(part('configmap-files')));
  const environment = Object.fromEntries([
    ...pairs(part('configmap')),
    ...[...part('deployment').matchAll(/- name: (\w+_FILE)\n\s+value: (\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  ]);
  const readFile = (file) => {
    const [, secret] = /^\/run\/secrets\/gateway\/(\w+)$/.exec(file) ?? [];
    if (secret) return secretText(secret);
    const [, name] = /^\/etc\/gateway\/([\w.]+)$/.exec(file) ?? [];
    if (name && files[name]) return files[name];
    throw new Error(`${file} is not mounted`);
  };
  try {
    const config = readConfig(environment, products, readFile);
    process.stdout.write(`${path}: ${config.eko.environment}, ${config.store.kind}\n`);
  } catch (error) {
    process.stdout.write(`${path}: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** The entries of a ConfigMap's `data`: one line each, quoted as JSON or not at all. */
function pairs(manifest) {
  const [, data = ''] = /^data:\n([\s\S]*)$/m.exec(manifest) ?? [];
  return [...data.matchAll(/^ {2}([\w.]+): (.*)$/gm)].map(([, name, value]) => [
    name,
    value.startsWith('"') ? JSON.parse(value) : value,
  ]);
}

function secretText(name) {
  if (name === 'STORE_ENCRYPTION_KEYS') return `example:${KEY}`;
  if (name === 'IDENTIFIER_SECRET') return KEY;
  if (name === 'HTTPS_PROXY') return 'http://gateway:p%40ss@proxy.example.in:3128';
  if (name === 'REDIS_URL') return 'redis://redis:6379';
  return name.endsWith('INITIATOR_ID') ? '9000000000' : 'example';
}
