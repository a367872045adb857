import { ConfigurationError } from './environment.js';
import { NO_OVERRIDES, type Overrides } from './overrides.js';
import type { RotationLog } from './secret-rotation.js';

/** Follows EKO_OVERRIDES_FILE while the process runs. A file with a fault changes nothing. */
export class OverridesRotation {
  /** @param reread the overrides from the same environment; throws ConfigurationError */
  constructor(
    private overrides: Overrides,
    private readonly reread: () => Overrides,
    private readonly logger: RotationLog,
  ) {
    if (overrides.digest !== NO_OVERRIDES.digest) this.report('overrides in force');
  }

  get current(): Overrides {
    return this.overrides;
  }

  /** Reads the file now. */
  check(): void {
    const next = this.read();
    if (!next || next.digest === this.overrides.digest) return;
    this.overrides = next;
    this.report('overrides changed');
  }

  private read(): Overrides | undefined {
    try {
      return this.reread();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.logger.warn({ event: 'overrides not reread', faults: error.faults });
      return undefined;
    }
  }

  private report(event: string): void {
    const { calls, outcomes, digest } = this.overrides;
    const rows = Object.entries(outcomes).flatMap(([product, table]) =>
      table.map((row, index) => ({ at: `/outcomes/${product}/${index}`, ...row })),
    );
    this.logger.log({ event, digest, calls: Object.keys(calls), rows });
  }
}
