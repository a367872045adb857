import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Something outside this process that requests need, such as the store. */
export interface Dependency {
  /** Its name in the answer of /health/ready and in the log. */
  readonly name: string;
  /**
   * Checks what requests use, within a second.
   * @returns the reason why requests would fail, one word that is safe to log; undefined when it works
   */
  readonly failure: () => Promise<string | undefined>;
}

/** Per dependency: undefined when it works, otherwise the reason. */
export type Checked = ReadonlyMap<string, string | undefined>;

/** Interval of the checks between probes, milliseconds. */
const CHECK_EVERY_MS = 2000;

/**
 * The one check of dependencies, reported by readiness, the metrics and the log. The owner of a dependency adds it
 * here.
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('health');
  private readonly dependencies: Dependency[] = [];
  private last: Checked = new Map();
  private running: Promise<Checked> | undefined;
  private timer: NodeJS.Timeout | undefined;

  add(dependency: Dependency): void {
    this.dependencies.push(dependency);
  }

  /** Checks all dependencies; a caller during a check gets the result of that check. */
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
      this.dependencies.map(async ({ name, failure }) => [name, await failure()] as const),
    );
    for (const [name, reason] of checked) {
      if (reason === this.last.get(name)) continue;
      if (reason === undefined) this.logger.log({ event: 'ready again', dependency: name });
      else this.logger.warn({ event: 'not ready', dependency: name, reason });
    }
    this.last = new Map(checked);
    return this.last;
  }
}
