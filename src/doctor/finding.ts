/** One line of the doctor: what was checked, whether it works, and otherwise what to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly says: string;
}

/** It works. */
export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says });
/** It works, but the operator should check it. */
export const warning = (check: string, says: string): Finding => ({ check, status: 'warning', says });
/** The gateway cannot work with it. */
export const failed = (check: string, says: string): Finding => ({ check, status: 'failed', says });
