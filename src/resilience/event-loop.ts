import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Precision of the measurement, milliseconds; the histogram shows this much for a loop without delay. */
const RESOLUTION_MS = 10;
/** Time over which utilization and delay are averaged, milliseconds. */
const WINDOW_MS = 500;
/** Below this utilization the loop is blocked for at most 50 ms in all of a window: a delay of less than 1 ms on average. */
const IDLE_UTILIZATION = 0.1;

/**
 * The delay of the event loop: the first sign of overload. The histogram wakes the loop a hundred times a second, so it
 * is enabled only while the loop is utilized, which costs nothing to measure.
 */
@Injectable()
export class EventLoop implements OnApplicationShutdown {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer: NodeJS.Timeout;
  private utilization = performance.eventLoopUtilization();
  private average = 0;

  constructor() {
    this.histogram.enable();
    this.timer = setInterval(() => {
      this.measure();
    }, WINDOW_MS).unref();
  }

  /** Average delay of the last half second, milliseconds; 0 while the loop is idle. */
  get delayMs(): number {
    return this.average;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  private measure(): void {
    const { mean } = this.histogram;
    this.average = Number.isFinite(mean) ? Math.max(0, mean / 1e6 - RESOLUTION_MS) : 0;
    this.histogram.reset();
    const utilization = performance.eventLoopUtilization();
    const idle =
      performance.eventLoopUtilization(utilization, this.utilization).utilization < IDLE_UTILIZATION;
    this.utilization = utilization;
    if (idle) this.histogram.disable();
    else this.histogram.enable();
  }
}
