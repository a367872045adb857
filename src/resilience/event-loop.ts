import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Precision of the measurement, milliseconds; the histogram shows this much for a loop without delay. */
const RESOLUTION_MS = 10;
/** Time over which the delay is averaged, milliseconds. */
const WINDOW_MS = 500;

/** The delay of the event loop: the first sign of overload. */
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

  /** Average delay of the last half second, milliseconds. */
  get delayMs(): number {
    return this.average;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }
}
