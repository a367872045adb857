import { Injectable } from '@nestjs/common';

/** Whether the process is on its way out. */
@Injectable()
export class Lifecycle {
  private leaving = false;

  get draining(): boolean {
    return this.leaving;
  }

  /** From now on readiness says no, so that no new traffic is sent here. */
  drain(): void {
    this.leaving = true;
  }
}
