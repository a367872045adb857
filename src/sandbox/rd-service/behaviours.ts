/** How the simulated device behaves; docs/sandbox.md describes each. */
export const BEHAVIOURS = [
  'READY',
  'LOW_QUALITY',
  'TIMED_OUT',
  'IN_USE',
  'NOT_READY',
  'CAPTURE_FAILED',
  'NOT_INITIALIZED',
  'ABSENT',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** A failed capture: `Resp` of the PidData. */
export interface Failure {
  readonly code: number;
  readonly info: string;
}

/** What an RD service with this behaviour answers: its status, and either a quality from 0 to 100 or a failure. */
interface Device {
  readonly status: 'READY' | 'USED' | 'NOTREADY';
  readonly capture: { readonly quality: number } | Failure;
}

/** UIDAI's codes and texts (Registered Devices 2.0, "Error codes"). With ABSENT nothing listens. */
export const DEVICES: Readonly<Record<Exclude<Behaviour, 'ABSENT'>, Device>> = {
  READY: { status: 'READY', capture: { quality: 78 } },
  LOW_QUALITY: { status: 'READY', capture: { quality: 24 } },
  TIMED_OUT: { status: 'READY', capture: { code: 700, info: 'Capture timed out' } },
  IN_USE: { status: 'USED', capture: { code: 710, info: 'Being used by another application' } },
  NOT_READY: { status: 'NOTREADY', capture: { code: 720, info: 'Device not ready' } },
  CAPTURE_FAILED: { status: 'READY', capture: { code: 730, info: 'Capture Failed' } },
  NOT_INITIALIZED: { status: 'READY', capture: { code: 740, info: 'Device needs to be re-initialized' } },
};
