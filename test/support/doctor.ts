import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Settings } from './gateway.js';
import { COMPILE_CACHE, NODE } from './start-options.js';

const DOCTOR = new URL('../../dist/doctor.js', import.meta.url).pathname;

interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
}

/** The output of one run of the doctor. */
export class Diagnosis {
  constructor(
    readonly code: number | null,
    readonly stdout: string,
    readonly stderr: string,
  ) {}

  /** The failed checks, one line each. */
  get complaints(): readonly string[] {
    return this.findings
      .filter(({ status }) => status === 'failed')
      .map(({ check, message }) => `${check}: ${message}`);
  }

  get findings(): readonly Finding[] {
    return (JSON.parse(this.stdout) as { findings: readonly Finding[] }).findings;
  }

  /** The findings of one check. */
  of(check: string): readonly string[] {
    return this.findings
      .filter((finding) => finding.check === check)
      .map(({ status, message }) => `${status} ${message}`);
  }
}

/** Runs the doctor as an operator does, outside the repository so that no .env of a developer is read. */
export async function diagnose(
  settings: Settings = {},
  args: readonly string[] = ['--json'],
): Promise<Diagnosis> {
  const directory = mkdtempSync(join(tmpdir(), 'doctor-'));
  try {
    const [command, ...options] = NODE;
    const child = spawn(command, [...options, DOCTOR, ...args], {
      cwd: directory,
      env: {
        ...COMPILE_CACHE,
        PATH: process.env['PATH'],
        STORE_PATH: join(directory, 'store'),
        EKO_TIMEOUT_MS: '4000',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return new Diagnosis(await code, stdout, stderr);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
