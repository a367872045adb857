import { Counter, Gauge, type Registry } from 'prom-client';

/** More than this many unknown outcomes at once are not told apart by age. */
const MAX_TRACKED = 10_000;
/** How many are asked about for one scrape, so that it ends soon; the next goes on from there. */
const MOST_ASKED = 100;

/** What happens to onboardings. */
export class JourneyMetrics {
  private readonly transitions: Counter<'product' | 'from' | 'to'>;
  private readonly sent: Counter<'product' | 'purpose'>;
  private readonly verifications: Counter<'product' | 'purpose' | 'result'>;
  private readonly unknown: Counter<'product' | 'call'>;
  private readonly reconciledOutcomes: Counter<'product'>;
  private readonly replays: Counter;
  /** When each onboarding's outcome was lost, milliseconds since the epoch. */
  private readonly unsettled = new Map<string, number>();
  private isUnknown: (onboardingId: string) => Promise<boolean> = () => Promise.resolve(true);

  constructor(registry: Registry) {
    const registers = [registry];
    this.transitions = new Counter({
      name: 'onboarding_transitions_total',
      help: 'Changes of state',
      labelNames: ['product', 'from', 'to'],
      registers,
    });
    this.sent = new Counter({
      name: 'onboarding_otps_sent_total',
      help: 'OTPs that Eko says it sent',
      labelNames: ['product', 'purpose'],
      registers,
    });
    this.verifications = new Counter({
      name: 'onboarding_otp_verifications_total',
      help: 'OTPs tried, and what came of it',
      labelNames: ['product', 'purpose', 'result'],
      registers,
    });
    this.unknown = new Counter({
      name: 'onboarding_unknown_outcomes_total',
      help: 'Steps whose answer was lost',
      labelNames: ['product', 'call'],
      registers,
    });
    this.reconciledOutcomes = new Counter({
      name: 'onboarding_reconciled_total',
      help: 'Unknown outcomes settled by a look-up',
      labelNames: ['product'],
      registers,
    });
    this.replays = new Counter({
      name: 'idempotency_replays_total',
      help: 'Answers given again',
      registers,
    });
    const ageOfOldest = (): Promise<number> => this.ageOfOldest();
    new Gauge({
      name: 'onboarding_unknown_oldest_seconds',
      help: 'Age of the oldest unknown outcome that this process lost or came across, and nobody has settled',
      registers,
      async collect() {
        this.set(await ageOfOldest());
      },
    });
  }

  /** @param isUnknown tells whether an onboarding's outcome is unknown still: another replica may have settled it */
  askWhetherUnknown(isUnknown: (onboardingId: string) => Promise<boolean>): void {
    this.isUnknown = isUnknown;
  }

  /** @param from NONE for an onboarding that was just created; @param to ERASED for one that was erased */
  transition(product: string, from: string, to: string): void {
    this.transitions.inc({ product, from, to });
  }

  otpSent(product: string, purpose: string): void {
    this.sent.inc({ product, purpose });
  }

  otpTried(product: string, purpose: string, result: 'accepted' | 'incorrect' | 'expired' | 'other'): void {
    this.verifications.inc({ product, purpose, result });
  }

  outcomeLost(product: string, call: string, onboardingId: string): void {
    this.unknown.inc({ product, call });
    this.outcomeUnknown(onboardingId, Date.now());
  }

  /** An outcome was found unknown, here or by a process that is gone; `since` is in milliseconds since the epoch. */
  outcomeUnknown(onboardingId: string, since: number): void {
    if (!this.unsettled.has(onboardingId) && this.unsettled.size < MAX_TRACKED)
      this.unsettled.set(onboardingId, since);
  }

  /** The onboarding's state is known again; `lost` says that it was not before. */
  outcomeKnown(product: string, onboardingId: string, lost: boolean): void {
    this.unsettled.delete(onboardingId);
    if (lost) this.reconciledOutcomes.inc({ product });
  }

  replayed(): void {
    this.replays.inc();
  }

  /** Seconds; 0 when every outcome is known. What cannot be asked about now counts as unknown still. */
  private async ageOfOldest(): Promise<number> {
    let asked = 0;
    for (const [onboardingId, lostAt] of [...this.unsettled].sort(([, a], [, b]) => a - b)) {
      const unknown = asked++ === MOST_ASKED || (await this.isUnknown(onboardingId).catch(() => true));
      if (unknown) return (Date.now() - lostAt) / 1000;
      this.unsettled.delete(onboardingId);
    }
    return 0;
  }
}
