// Writes what `config` of the chart may hold into helm/values.schema.json, from the gateway's own list of variables,
// so that a misspelt or impossible setting is refused before anything is deployed. `--check` fails on a difference.
import { readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import { VARIABLES } from '../../dist/config/variables.js';

/** Set by other values of the chart, or by the chart itself. */
const SET_ELSEWHERE =
  /^(NODE_ENV|HOST|PORT|METRICS_PORT|EKO_(ENVIRONMENT|BASE_URL|OVERRIDES_FILE|DEVELOPER_KEY|ACCESS_KEY|INITIATOR_ID)|AUTH_(MODE|JWKS_URL|JWKS_FILE|ISSUER|AUDIENCE)|STORE|STORE_PATH|REDIS_(URL|MODE|NODES)|STORE_ENCRYPTION_KEYS|IDENTIFIER_SECRET|OTEL_EXPORTER_OTLP_HEADERS|HTTPS?_PROXY|NO_PROXY|SHUTDOWN_\w+)$/;

const path = new URL('../../helm/values.schema.json', import.meta.url);
const before = readFileSync(path, 'utf8');
const schema = JSON.parse(before);
schema.properties.config.properties = Object.fromEntries(
  Object.entries(VARIABLES)
    .filter(([name]) => !SET_ELSEWHERE.test(name))
    .map(([name, variable]) => [name, property(variable)]),
);
const style = await prettier.resolveConfig(path.pathname);
const after = await prettier.format(JSON.stringify(schema), { ...style, parser: 'json' });
if (process.argv.includes('--check')) {
  if (after !== before) {
    process.stderr.write(
      'helm/values.schema.json does not fit src/config: run node scripts/ci/chart-schema.mjs\n',
    );
    process.exit(1);
  }
} else writeFileSync(path, after);

function property({ description, must, defaultText }) {
  const shown = { description: defaultText ? `${description} (default: ${defaultText})` : description };
  const range = /^a whole number from (\d+) to (\d+)$/.exec(must);
  if (range) return { type: 'integer', minimum: Number(range[1]), maximum: Number(range[2]), ...shown };
  if (must === 'true or false') return { type: 'boolean', ...shown };
  const choices = /^one of ([\w-]+(?:, [\w-]+)*)$/.exec(must);
  if (choices) return { type: 'string', enum: choices[1].split(', '), ...shown };
  return { type: 'string', minLength: 1, ...shown };
}
