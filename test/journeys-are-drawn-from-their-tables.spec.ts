import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sharedGateway } from './support/shared-gateway.js';

const page = readFileSync(new URL('../docs/journeys.md', import.meta.url), 'utf8');
const { client } = await sharedGateway();
interface Listed {
  readonly product: string;
  readonly states: readonly string[];
}
const { products } = (await client.get('/v1/products')).body as { readonly products: readonly Listed[] };

/** The diagram of a product in the page. */
function diagramOf(product: string): string {
  return new RegExp(`### States of ${product}\n\n\`\`\`mermaid\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
}

describe('the states in docs/journeys.md', () => {
  it('are those of the journeys and outcome tables; if not, run `npm run diagrams`', () => {
    const script = new URL('../scripts/state-diagrams.mjs', import.meta.url).pathname;

    expect(execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' })).toBe(page);
  });

  it.each(products)('of $product are those that the API lists', ({ product, states }) => {
    const arrows = [...diagramOf(product).matchAll(/^ *(\S+) --> ([^:\n]+)/gm)];
    const drawn = new Set(arrows.flatMap(([, from = '', to = '']) => [from, to]));
    for (const other of ['[*]', 'any_state']) drawn.delete(other);

    expect([...drawn].sort()).toEqual([...states].sort());
  });
});
