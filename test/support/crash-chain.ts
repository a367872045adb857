import { randomUUID } from 'node:crypto';
import { Gateway, type Settings } from './gateway.js';
import { onboardingOf, type Client, type Reply } from './client.js';
import { CONSENT, AADHAAR, REGISTRATION } from './people.js';
import type { SandboxProcess } from './sandbox-process.js';

/** Where a process can die between the receipt of a request and its answer (observability/step-points.ts). */
export const POINTS = [
  'received',
  'claimed',
  'dispatching',
  'sending',
  'replying',
  'answered',
  'concluding',
  'concluded',
  'answering',
] as const;
export type Point = (typeof POINTS)[number];

/** Steps that are killed, with the call each makes at Eko. */
export const STEPS = ['start', 'registration', 'otp/verification', 'aadhaar'] as const;
export type Step = (typeof STEPS)[number];

const CALLS: Readonly<Record<Step, string>> = {
  start: 'lookUp',
  registration: 'register',
  'otp/verification': 'verifyOtp',
  aadhaar: 'sendAadhaarOtp',
};

export interface Crash {
  readonly point: Point;
  readonly step: Step;
}

/** What one kill left, and how the next process answered the same request. */
export interface KillResult extends Crash {
  /** Calls of the step itself at Eko, before and after the request was repeated. */
  readonly dispatchedBefore: number;
  readonly dispatched: number;
  /** Look-ups that the repetition made. */
  readonly lookUps: number;
  readonly replayed: boolean;
  readonly reconciled: boolean;
  readonly status: number;
  readonly state: string;
}

interface Killed extends Crash {
  readonly mobile: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly dispatchedBefore: number;
  readonly callsBefore: number;
}

const PRODUCT = 'customer-account';
const PRELOAD = new URL('failpoint.mjs', import.meta.url).pathname;

/**
 * Kills one gateway after another at the points given, each while it works on a step, and repeats every request at
 * the next one on the same store.
 * @param mobiles numbers of customers that no other chain uses
 * @param stopped kills the current gateway and ends the chain
 * @throws Error when a step is not killed, or its repetition does not succeed; no gateway is left running
 */
export async function crashChain(
  crashes: readonly Crash[],
  settings: Settings,
  sandbox: SandboxProcess,
  mobiles: Iterator<string>,
  stopped: AbortSignal,
): Promise<readonly KillResult[]> {
  const results: KillResult[] = [];
  let killed: Killed | undefined;
  for (const crash of [...crashes, undefined]) {
    stopped.throwIfAborted();
    const gateway = await Gateway.start({
      ...settings,
      ...sandbox.settings,
      NODE_OPTIONS: `--import ${PRELOAD}`,
      ...(crash && { FAILPOINT: crash.point }),
    });
    const kill = (): void => void gateway.kill();
    stopped.addEventListener('abort', kill);
    try {
      stopped.throwIfAborted();
      if (killed) results.push(await repeat(gateway.client, killed, sandbox));
      killed = crash && (await killAt(gateway, crash, sandbox, String(mobiles.next().value)));
    } finally {
      stopped.removeEventListener('abort', kill);
      if (gateway.running) await gateway.stop();
      else await gateway.kill();
    }
  }
  return results;
}

async function killAt(
  gateway: Gateway,
  crash: Crash,
  sandbox: SandboxProcess,
  mobile: string,
): Promise<Killed> {
  const { path, body } = await prepare(gateway.client, crash.step, sandbox, mobile);
  const callsBefore = await count(sandbox, mobile, CALLS[crash.step]);
  const key = randomUUID();
  gateway.signal('SIGUSR2');
  await gateway.event('failpoint armed');
  const answered = await gateway.client.post(path, body, { key }).then(
    (reply) => reply.status,
    () => undefined,
  );
  if (answered !== undefined) throw new Error(`${crash.point} of ${crash.step} did not kill: ${answered}`);
  await gateway.exited();
  const dispatchedBefore = (await count(sandbox, mobile, CALLS[crash.step])) - callsBefore;
  return { ...crash, mobile, path, body, key, callsBefore, dispatchedBefore };
}

/** Repeats the request, as a client does that got no answer; while a lease lasts the answer is 409 with Retry-After. */
async function repeat(client: Client, killed: Killed, sandbox: SandboxProcess): Promise<KillResult> {
  const { point, step, mobile, path, body, key, callsBefore, dispatchedBefore } = killed;
  const lookUpsBefore = await count(sandbox, mobile, 'lookUp');
  let reply: Reply = await client.post(path, body, { key });
  while (reply.status === 409 && reply.headers.has('retry-after')) {
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(reply.headers.get('retry-after'))));
    reply = await client.post(path, body, { key });
  }
  const onboarding = onboardingOf(reply);
  return {
    point,
    step,
    dispatchedBefore,
    dispatched: (await count(sandbox, mobile, CALLS[step])) - callsBefore,
    lookUps: (await count(sandbox, mobile, 'lookUp')) - lookUpsBefore,
    replayed: reply.headers.get('idempotency-replayed') === 'true',
    reconciled: onboarding.reconciled === true,
    status: reply.status,
    state: onboarding.state,
  };
}

/** Brings a new customer to the state in which the step is due. */
async function prepare(
  client: Client,
  step: Step,
  sandbox: SandboxProcess,
  mobile: string,
): Promise<{ path: string; body: object }> {
  const start = `/v1/${PRODUCT}/onboardings`;
  if (step === 'start') return { path: start, body: { mobile } };
  const path = `${start}/${onboardingOf(await client.post(start, { mobile })).id}`;
  if (step === 'registration') return { path: `${path}/${step}`, body: REGISTRATION };
  onboardingOf(await client.post(`${path}/registration`, REGISTRATION));
  const otp = { otp: await sandbox.otp(mobile) };
  if (step === 'otp/verification') return { path: `${path}/${step}`, body: otp };
  onboardingOf(await client.post(`${path}/otp/verification`, otp));
  return { path: `${path}/${step}`, body: { aadhaarNumber: AADHAAR, consent: CONSENT } };
}

async function count(sandbox: SandboxProcess, mobile: string, step: string): Promise<number> {
  return (await sandbox.callsFor(mobile)).filter((call) => call.step === step).length;
}
