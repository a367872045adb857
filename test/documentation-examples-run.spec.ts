import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway } from './support/gateway.js';

const run = promisify(execFile);
const DOCUMENTED_ADDRESS = 'http://127.0.0.1:3000';

/** The ```bash blocks of a page, as one script against `url`. */
function scriptOf(page: string, url: string): string {
  const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return ['set -euo pipefail', ...blocks].join('\n').replaceAll(DOCUMENTED_ADDRESS, url);
}

/** The states in the answers of a script, in order. */
async function statesOf(script: string): Promise<string[]> {
  const { stdout } = await run('bash', ['-c', script]);
  return [...stdout.matchAll(/"state":"([A-Z_]+)"/g)].map(([, state = '']) => state);
}

describe('the examples in the documentation', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await Gateway.start();
  });
  afterAll(() => gateway.kill());

  it('complete the onboarding of a Levin customer, as in the README', async () => {
    expect(await statesOf(scriptOf('README.md', gateway.url))).toEqual([
      'OTP_PENDING',
      'AADHAAR_PENDING',
      'AADHAAR_OTP_PENDING',
      'PAN_PENDING',
      'COMPLETED',
    ]);
  });

  it('complete the onboarding of a customer of each other product', async () => {
    expect(await statesOf(scriptOf('docs/journeys.md', gateway.url))).toEqual([
      ...['OTP_PENDING', 'AADHAAR_PENDING', 'AADHAAR_OTP_PENDING', 'PAN_PENDING', 'COMPLETED'],
      ...['OTP_PENDING', 'AADHAAR_PENDING', 'AADHAAR_OTP_PENDING', 'PAN_PENDING', 'COMPLETED'],
      ...['BIOMETRIC_PENDING', 'EKYC_OTP_PENDING', 'COMPLETED'],
    ]);
  });
});
