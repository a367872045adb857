import { ConfigurationError } from './environment.js';
import type { Overrides } from './overrides.js';
import type { RotationLog } from './secret-rotation.js';

/** Follows EKO_OVERRIDES_FILE while the process runs. A file with a fault changes nothing. */
export class OverridesRotation {
  private text: string;

  /** @param reread the overrides from the same environment; throws ConfigurationError */
  constructor(
    private overrides: Overrides,
    private readonly reread: () => Overrides,
    private readonly logger: RotationLog,
  ) {
    this.text = JSON.stringify(overrides);
    if (!isEmpty(overrides)) this.tell('overrides in force');
  }

  get current(): Overrides {
    return this.overrides;
  }

  /** Looks at the file now. */
  check(): void {
    const next = this.read();
    if (!next) return;
    const text = JSON.stringify(next);
    if (text === this.text) return;
    this.overrides = next;
    this.text = text;
    this.tell('overrides changed');
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

  private tell(event: string): void {
    this.logger.log({ event, calls: Object.keys(this.overrides.calls) });
  }
}

function isEmpty({ calls }: Overrides): boolean {
  return Object.keys(calls).length === 0;
}
