/** One line of the doctor: what was looked at, whether it is well, and otherwise what to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly says: string;
}

/** All is well with it. */
export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says });
/** It works, and should be looked at. */
export const warning = (check: string, says: string): Finding => ({ check, status: 'warning', says });
/** The gateway cannot work so. */
export const failed = (check: string, says: string): Finding => ({ check, status: 'failed', says });
