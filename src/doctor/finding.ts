/** One line of the doctor: what was checked, whether it works, and otherwise what to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
}

/** It works. */
export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message });
/** It works, but the operator should check it. */
export const warning = (check: string, message: string): Finding => ({ check, status: 'warning', message });
/** The gateway cannot work with it. */
export const failed = (check: string, message: string): Finding => ({ check, status: 'failed', message });
