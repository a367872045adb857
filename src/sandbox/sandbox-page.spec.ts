import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { FAULT_POINTS, FAULTS } from './faults.js';
import { IDENTITIES, scenarioOf } from './scenarios.js';

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

/** The cells of the table that has this header, row by row. */
function table(header: string): string[][] {
  const lines = page.split('\n').map(cells);
  const first = lines.findIndex((row) => row.join(' | ') === header) + 2;
  const end = lines.findIndex((row, index) => index > first && row.length === 0);
  return lines.slice(first, end);
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

it('docs/sandbox.md lists every identity', () => {
  const documented = table('code | example | customer');
  expect(documented).toEqual(
    IDENTITIES.map(({ code, description }) => [code, `\`9900000${code}\``, description]),
  );
  expect(documented).toHaveLength(34);
});

it('docs/sandbox.md lists every fault and the calls it applies to', () => {
  expect(table('first digit | calls it applies to')).toEqual(
    FAULT_POINTS.map(({ digit, description }) => [digit, description]),
  );
  const documented = table('last digits | executed | fault');
  expect(documented).toEqual(
    FAULTS.map(({ digits, executed, description }) => [digits, executed.toLowerCase(), description]),
  );
  expect(documented).toHaveLength(24);
});

it('every code has one meaning', () => {
  const faults = FAULT_POINTS.flatMap(({ digit }) => FAULTS.map(({ digits }) => digit + digits));
  const codes = [...IDENTITIES.map(({ code }) => code), ...faults];
  expect(new Set(codes).size).toBe(codes.length);
});

it('the mobile numbers of the documented examples are ordinary customers', () => {
  for (const mobile of ['9444444444', '9123456789', '8617567988', '9876543210', '9900000001', '9901000309']) {
    expect(scenarioOf(mobile)).toEqual({});
  }
});
