import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nodeFault, OLDEST_NODE } from './node-version.js';

describe('the version of Node.js', () => {
  it('has the minimum that package.json requires', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      engines: { node: string };
    };
    expect(engines.node).toBe(`>=${OLDEST_NODE}`);
  });

  it.each(['22.19.0', '22.20.1', '23.0.0', '24.21.0', '100.0.0-nightly'])('%s is accepted', (version) => {
    expect(nodeFault(version)).toBeUndefined();
  });

  it.each(['22.18.9', '20.20.2', '9.11.2', '0.12.18'])('%s is refused in one sentence', (version) => {
    expect(nodeFault(version)).toBe(
      `The gateway needs Node.js ${OLDEST_NODE} or later, but this is ${version}: use npm start, which installs its own, or a newer Node.js.`,
    );
  });
});
