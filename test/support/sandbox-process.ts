import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Settings } from './gateway.js';
import { COMPILE_CACHE } from './start-options.js';

const MAIN = new URL('../../dist/sandbox/main.js', import.meta.url).pathname;

/** One call that the simulated Eko received. */
export interface SeenCall {
  readonly path: string;
  readonly step: string;
  readonly clientRefId?: string;
  readonly refused?: string;
}

/** The simulated Eko as a separate process, which outlives the gateways that call it. */
export class SandboxProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly origin: string,
  ) {}

  static async start(): Promise<SandboxProcess> {
    const child = spawn(process.execPath, [MAIN, '--port', '0'], {
      env: { ...process.env, ...COMPILE_CACHE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (origin !== undefined) {
        child.stdout.resume();
        return new SandboxProcess(child, origin);
      }
    }
    throw new Error('The sandbox did not start');
  }

  /** Settings with which a gateway calls this upstream. */
  get settings(): Settings {
    return { EKO_ENVIRONMENT: 'sandbox', EKO_BASE_URL: `${this.origin}/ekoapi/v3` };
  }

  /** Every call about this customer that the simulator did not refuse, in order. */
  async callsFor(mobile: string): Promise<readonly SeenCall[]> {
    const response = await fetch(`${this.origin}/sandbox/calls`);
    const calls = (await response.json()) as readonly SeenCall[];
    return calls.filter(({ path, refused }) => refused === undefined && path.includes(mobile));
  }

  /** The newest OTP sent to this customer. */
  async otp(mobile: string): Promise<string> {
    const response = await fetch(`${this.origin}/sandbox/outbox`);
    const messages = (await response.json()) as readonly { mobile: string; otp: string }[];
    const message = messages.find((one) => one.mobile === mobile);
    if (!message) throw new Error(`No OTP was sent to ${mobile}`);
    return message.otp;
  }

  async stop(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
  }
}
