import { Injectable } from '@nestjs/common';

/** The phase of the process: serving, draining or closing. */
@Injectable()
export class Lifecycle {
  private phase: 'serving' | 'draining' | 'closing' = 'serving';

  /** Readiness fails; requests are still served. */
  get draining(): boolean {
    return this.phase !== 'serving';
  }

  /** New requests are refused. */
  get closing(): boolean {
    return this.phase === 'closing';
  }

  /** Makes readiness fail, so that load balancers send no new traffic. */
  drain(): void {
    this.phase = 'draining';
  }

  /** Refuses new requests from now on; running ones finish. */
  close(): void {
    this.phase = 'closing';
  }
}
