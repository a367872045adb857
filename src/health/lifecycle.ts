import { Injectable } from '@nestjs/common';

/** Where the process is on its way out. */
@Injectable()
export class Lifecycle {
  private stage: 'serving' | 'draining' | 'closing' = 'serving';

  /** Readiness says no; what comes is still served. */
  get draining(): boolean {
    return this.stage !== 'serving';
  }

  /** Nothing new is taken on. */
  get closing(): boolean {
    return this.stage === 'closing';
  }

  /** From now on readiness says no, so that no new traffic is sent here. */
  drain(): void {
    this.stage = 'draining';
  }

  /** From now on nothing new is taken on; what runs is finished. */
  close(): void {
    this.stage = 'closing';
  }
}
