import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Gateway } from '../support/gateway.js';

const gateway = await Gateway.start({ DOCS_ENABLED: '' });
afterAll(() => gateway.stop());

const SHELLS = [
  ['bash', ['--norc', '--noprofile', '-i']],
  ['zsh', ['-f', '-i']],
] as const;

/** Everything that an interactive shell says when `block` is pasted into it. */
async function pasted(shell: string, args: readonly string[], block: string): Promise<string> {
  const child = spawn(shell, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(`${block}\n`);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return `${output}\n${errors}`;
}

/** The blocks of a page for a shell, as one. */
function blockOf(page: string): string {
  const content = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const blocks = [...content.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks.join('\n').replaceAll('http://127.0.0.1:3000', gateway.url);
}

describe.each(SHELLS)('pasted into an interactive %s', (shell, args) => {
  test.each([
    ['README.md', 1],
    ['docs/journeys.md', 3],
  ])('%s completes its onboardings', async (page, completed) => {
    // Each shell onboards customers of its own.
    const mobiles = (block: string): string =>
      block.replace(/\b98765(\d{5})\b/g, `${shell === 'zsh' ? '98764' : '98765'}$1`);

    const output = await pasted(shell, args, mobiles(blockOf(page)));

    expect(output).not.toMatch(/command not found|parse error|syntax error|no matches/);
    expect(output.match(/"state":"COMPLETED"/g)).toHaveLength(completed);
  });
});

test('a start says in five lines where the page, the OTPs, the documentation and the first call are', async () => {
  const start = gateway.output.indexOf('Eko onboarding gateway:');
  const lines = gateway.output.slice(start).split('\n').slice(0, 6);

  expect(lines.slice(0, 4)).toEqual([
    `Eko onboarding gateway: ${gateway.url}`,
    `Try it: ${gateway.url}/try`,
    `OTPs of the simulated Eko, which sends no SMS: ${gateway.url}/sandbox/outbox`,
    `Documentation: ${gateway.url}/docs`,
  ]);
  expect(lines[5]).toBe('');
  const [, call = ''] = /^First call: (.*)$/.exec(lines[4] ?? '') ?? [];
  expect(await pasted('zsh', ['-f', '-i'], call)).toContain('"id":"onb_');
});

test('a page on any port of localhost may call the sandbox', async () => {
  const response = await fetch(`${gateway.url}/v1/ppi-levin/onboardings`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:5173',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key,request-timeout',
    },
  });

  expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
});
