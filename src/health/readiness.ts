import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Something that requests need, other than this process. */
export interface Need {
  /** As it is called in the answer of /health/ready and in the log. */
  readonly name: string;
  /**
   * Tries what requests do, within a second.
   * @returns why they would fail, in one word that is safe to log; undefined when they would not
   */
  readonly failure: () => Promise<string | undefined>;
}

/** Whether each need can serve; undefined for those that can, otherwise the reason. */
export type Checked = ReadonlyMap<string, string | undefined>;

/** So that what is lost or found is known in time, though nobody asks, milliseconds. */
const CHECK_EVERY_MS = 2000;

/**
 * The one check of what requests need. Readiness, the metrics and the log say what it found: whoever holds something
 * that requests need adds it here.
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('health');
  private readonly needs: Need[] = [];
  private last: Checked = new Map();
  private running: Promise<Checked> | undefined;
  private timer: NodeJS.Timeout | undefined;

  add(need: Need): void {
    this.needs.push(need);
  }

  /** Checks all needs; who asks while a check runs gets its result. */
  check(): Promise<Checked> {
    this.running ??= this.checkAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.check();
    this.timer = setInterval(() => void this.check(), CHECK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async checkAll(): Promise<Checked> {
    const checked = await Promise.all(
      this.needs.map(async ({ name, failure }) => [name, await failure()] as const),
    );
    for (const [name, reason] of checked) {
      if (reason === this.last.get(name)) continue;
      if (reason === undefined) this.logger.log({ event: 'ready again', need: name });
      else this.logger.warn({ event: 'not ready', need: name, reason });
    }
    this.last = new Map(checked);
    return this.last;
  }
}
