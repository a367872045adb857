import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './read-config.js';
import { CREDENTIAL_SUFFIXES, SECRETS, VARIABLES, type Variable } from './variables.js';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const variables: Readonly<Record<string, Variable<unknown>>> = VARIABLES;
const secrets: readonly string[] = SECRETS;

/** Each variable of the file with the line of explanation above it. */
const entries = text
  .split('\n')
  .map((line, index, lines) => ({ line, explanation: lines[index - 1] ?? '' }))
  .filter(({ line }) => line !== '' && !line.startsWith('#'))
  .map(({ line, explanation }) => {
    const [, name = line, value = ''] = /^([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    return { name, value, explanation };
  });

/** Any set AUTH_ variable means that tokens are required, so the defaults of these variables are in the explanation. */
const requiresTokens = (name: string, defaultText: string): boolean =>
  name.startsWith('AUTH_') && defaultText !== '';

describe('.env.example', () => {
  it('lists every variable, in the order of the code, and nothing else', () => {
    expect(entries.map(({ name }) => name)).toEqual(Object.keys(VARIABLES));
  });

  it.each(entries)('explains $name', ({ name, explanation }) => {
    const { description = '', defaultText = '' } = variables[name] ?? {};
    expect(explanation).toBe(
      `# ${description}${requiresTokens(name, defaultText) ? `; default: ${defaultText}` : ''}`,
    );
  });

  it.each(entries)('shows the default of $name, and no secret', ({ name, value }) => {
    const { defaultText = '' } = variables[name] ?? {};
    expect(value).toBe(secrets.includes(name) || requiresTokens(name, defaultText) ? '' : defaultText);
  });

  it("explains a product's own credentials", () => {
    for (const suffix of CREDENTIAL_SUFFIXES) expect(text).toContain(`EKO_{PRODUCT}_${suffix}`);
  });

  it('lists every secret that can be read from a file', () => {
    const line = text.split('\n').find((one) => one.startsWith('# Secrets:')) ?? '';
    expect(line).toBe(`# Secrets: ${SECRETS.join(', ')}.`);
  });

  it('changes nothing when it is copied unchanged', () => {
    const products = { names: ['ppi-levin'] };
    const copied = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    const given = readConfig(copied, products);
    const plain = readConfig({}, products);
    expect(JSON.stringify(given)).toBe(JSON.stringify(plain));
    expect(given.eko.credentials('ppi-levin')).toEqual(plain.eko.credentials('ppi-levin'));
  });
});
