// Writes docs/collection/postman.json, the export of the Bruno collection beside it for Postman; bash scripts/ci/collection.sh
// installs what it needs.
//   node scripts/ci/collection/export.mjs            writes the export
//   node scripts/ci/collection/export.mjs --print    prints it as it must be
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const require = createRequire(import.meta.url);
const { createCollectionJsonFromPathname } = require('@usebruno/cli/src/utils/collection.js');
const { parseEnvironment } = require('@usebruno/filestore');
const { brunoToPostman } = require('@usebruno/converters');

const folder = join(import.meta.dirname, '../../../docs/collection');
const collection = createCollectionJsonFromPathname(folder);
const { name } = collection.brunoConfig;
// Postman forgets its `pm.variables` after a request that a person sends; Bruno keeps its own until it is closed.
const exported = JSON.parse(
  JSON.stringify(brunoToPostman({ ...collection, name })).replaceAll(
    /pm\.variables\.([gs]et)/g,
    'pm.collectionVariables.$1',
  ),
);
// The converter leaves the query in the path of an address that begins with a variable.
for (const { request } of exported.item.flatMap(({ item }) => item))
  request.url.path = request.url.path.map((part) => part.split('?')[0]);
// Postman has the values of an environment beside the collection; here they are the collection's own.
const { variables } = parseEnvironment(readFileSync(join(folder, 'environments/Sandbox.bru'), 'utf8'), {
  format: 'bru',
});
const values = Object.fromEntries(variables.map((variable) => [variable.name, variable.value]));
// `{{$guid}}` is of Postman itself.
exported.variable = exported.variable
  .filter(({ key }) => !key.startsWith('$'))
  .map((variable) => ({ ...variable, value: values[variable.key] ?? variable.value }));

const file = join(folder, 'postman.json');
const text = await format(JSON.stringify(exported), { ...(await resolveConfig(file)), parser: 'json' });
if (process.argv[2] === '--print') process.stdout.write(text);
else writeFileSync(file, text);
