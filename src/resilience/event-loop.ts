import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Precision of the measurement, milliseconds; a loop that is never late shows as this much. */
const RESOLUTION_MS = 10;
/** Time over which lateness is averaged, milliseconds. */
const WINDOW_MS = 500;

/** How late the event loop is: the first sign that there is more work than the process can do. */
@Injectable()
export class EventLoop implements OnApplicationShutdown {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer: NodeJS.Timeout;
  private average = 0;

  constructor() {
    this.histogram.enable();
    this.timer = setInterval(() => {
      const { mean } = this.histogram;
      this.histogram.reset();
      this.average = Number.isFinite(mean) ? Math.max(0, mean / 1e6 - RESOLUTION_MS) : 0;
    }, WINDOW_MS).unref();
  }

  /** Average lateness of the last half second, milliseconds. */
  get delayMs(): number {
    return this.average;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }
}
