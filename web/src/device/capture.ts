import { ask, findServices, type RdAnswer, type RdService } from './rd-service.js';

/** Why there is no fingerprint. */
export type CaptureProblem =
  | 'NO_SERVICE'
  | 'BLOCKED'
  | 'NOT_READY'
  | 'IN_USE'
  | 'NO_FINGER'
  | 'LOW_QUALITY'
  | 'NOT_INITIALIZED'
  | 'FAILED';

/** The PID block as the device gave it, or why there is none. A block of low quality is given, too. */
export type Captured =
  | { readonly pidData: string; readonly quality?: number }
  | { readonly problem: 'LOW_QUALITY'; readonly pidData: string; readonly quality: number }
  | { readonly problem: Exclude<CaptureProblem, 'LOW_QUALITY'>; readonly info?: string };

/** How long the device waits for a finger, milliseconds. */
export interface CaptureOptions {
  readonly timeoutMs: number;
}

/** Below it, of 100, a match is unlikely. */
const GOOD_QUALITY = 60;
/** How much longer than for the finger the page waits for an answer. */
const ANSWER_MS = 10_000;
/** The value that UIDAI requires for eKYC. */
const WADH = 'E0jzJ/P8UopUHAieZn8CKqS4WPMi5ZSYXgfnlfkWjrc=';
const PROBLEMS: Readonly<Record<string, Exclude<CaptureProblem, 'LOW_QUALITY'>>> = {
  '700': 'NO_FINGER',
  '710': 'IN_USE',
  '720': 'NOT_READY',
  '740': 'NOT_INITIALIZED',
};

/** Captures one finger with the RD service of this machine. Never rejects. */
export async function capture({ timeoutMs }: CaptureOptions): Promise<Captured> {
  const services = await findServices();
  const ready = services.filter(({ status }) => status === 'READY');
  // A real finger does not belong into the sandbox: the simulated device comes first.
  const service = ready.find(({ info }) => info.includes('sandbox')) ?? ready[0];
  if (service === undefined) return withoutDevice(services);
  try {
    const answer = await ask('CAPTURE', service.captureUrl, optionsFor(timeoutMs), timeoutMs + ANSWER_MS);
    return capturedBy(answer);
  } catch (error) {
    return { problem: 'FAILED', info: error instanceof Error ? error.message : String(error) };
  }
}

async function withoutDevice(services: readonly RdService[]): Promise<Captured> {
  if (services.some(({ status }) => status === 'USED')) return { problem: 'IN_USE' };
  if (services.length > 0) return { problem: 'NOT_READY' };
  return { problem: (await isBlocked()) ? 'BLOCKED' : 'NO_SERVICE' };
}

/** Whether the browser keeps the page from the network of this machine; a refusal looks like nobody who listens. */
async function isBlocked(): Promise<boolean> {
  if (!isSecureContext) return true;
  try {
    // A name that TypeScript does not know yet, nor every browser.
    const { state } = await navigator.permissions.query({ name: 'loopback-network' as PermissionName });
    return state === 'denied';
  } catch {
    return false;
  }
}

function optionsFor(timeoutMs: number): string {
  return `<PidOptions ver="1.0"><Opts fCount="1" fType="2" iCount="0" pCount="0" format="0" pidVer="2.0" timeout="${timeoutMs}" posh="UNKNOWN" env="P" wadh="${WADH}" /></PidOptions>`;
}

function capturedBy({ text, xml }: RdAnswer): Captured {
  const response = xml?.querySelector('PidData > Resp');
  if (!response) return { problem: 'FAILED' };
  const attribute = (name: string): string => response.getAttribute(name)?.trim() ?? '';
  const code = attribute('errCode');
  if (!/^0+$/.test(code)) {
    const info = [attribute('errInfo'), code].filter((part) => part !== '').join(', ');
    return { problem: PROBLEMS[code] ?? 'FAILED', ...(info !== '' && { info }) };
  }
  const quality = Number(attribute('qScore'));
  // Devices that do not measure it leave it out, or write 0 or -1; some write one for each finger.
  if (!(quality > 0 && quality <= 100)) return { pidData: text };
  return { ...(quality < GOOD_QUALITY && { problem: 'LOW_QUALITY' }), pidData: text, quality };
}
