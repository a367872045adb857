import { Counter, Gauge, type Registry } from 'prom-client';
import type { ProblemCode } from '../../errors/catalogue.js';
import type { Onboarding } from '../journey/onboarding.js';
import type { OtpPurpose } from '../journey/state.js';
import { problemOf, type MadeCall, type StepResult } from './result.js';
import type { DueCall } from './step.js';

/** The age is tracked for at most this many unknown outcomes at once. */
const MAX_TRACKED = 10_000;
/** At most this many onboardings are read for one scrape, so that it ends soon; the next scrape continues. */
const MAX_READS_PER_SCRAPE = 100;

/** The metrics of onboardings. */
export class JourneyMetrics {
  private readonly transitions: Counter<'product' | 'from' | 'to'>;
  private readonly sent: Counter<'product' | 'purpose'>;
  private readonly verifications: Counter<'product' | 'purpose' | 'result'>;
  private readonly unknown: Counter<'product' | 'call'>;
  private readonly reconciledOutcomes: Counter<'product'>;
  private readonly replays: Counter;
  /** When each onboarding's outcome was lost, milliseconds since the epoch. */
  private readonly unreconciled = new Map<string, number>();

  /** @param isUnknown whether the outcome of an onboarding is still unknown: another replica may have reconciled it */
  constructor(
    registry: Registry,
    private readonly isUnknown: (onboardingId: string) => Promise<boolean>,
  ) {
    const registers = [registry];
    this.transitions = new Counter({
      name: 'onboarding_transitions_total',
      help: 'Changes of state',
      labelNames: ['product', 'from', 'to'],
      registers,
    });
    this.sent = new Counter({
      name: 'onboarding_otps_sent_total',
      help: 'OTPs that Eko reported as sent',
      labelNames: ['product', 'purpose'],
      registers,
    });
    this.verifications = new Counter({
      name: 'onboarding_otp_verifications_total',
      help: 'Verifications of OTPs by result',
      labelNames: ['product', 'purpose', 'result'],
      registers,
    });
    this.unknown = new Counter({
      name: 'onboarding_unknown_outcomes_total',
      help: 'Steps whose reply was lost',
      labelNames: ['product', 'call'],
      registers,
    });
    this.reconciledOutcomes = new Counter({
      name: 'onboarding_reconciled_total',
      help: 'Unknown outcomes reconciled by a look-up',
      labelNames: ['product'],
      registers,
    });
    this.replays = new Counter({
      name: 'idempotency_replays_total',
      help: 'Stored answers returned',
      registers,
    });
    const ageOfOldest = (): Promise<number> => this.ageOfOldest();
    new Gauge({
      name: 'onboarding_unknown_oldest_seconds',
      help: 'Age of the oldest unreconciled unknown outcome that this process has seen',
      registers,
      async collect() {
        this.set(await ageOfOldest());
      },
    });
  }

  otpSent(product: string, purpose: OtpPurpose): void {
    this.sent.inc({ product, purpose });
  }

  /** Counts a step whose calls were made. */
  stepCalled(
    { onboarding, verifiesOtp }: DueCall,
    made: MadeCall,
    followUp: MadeCall | undefined,
    result: StepResult,
  ): void {
    const { product, id, otp } = onboarding;
    if (otp && verifiesOtp && !followUp && made.reply.kind === 'answered')
      this.verifications.inc({
        product,
        purpose: otp.purpose,
        result: verificationOf(problemOf(made.outcome)),
      });
    if (result.record !== 'unknown') return;
    this.unknown.inc({ product, call: (followUp ?? made).call.definition.name });
    this.track(id, Date.now());
  }

  /** Tracks an unknown outcome that was shown to a client; another process may have lost it. */
  shownUnknown({ id, updatedAt }: Onboarding): void {
    this.track(id, updatedAt);
  }

  /** Counts the change of state of a stored onboarding. @param before undefined for a new one */
  stored(before: Onboarding | undefined, { product, id, state }: Onboarding): void {
    if (before?.state !== state) this.transitions.inc({ product, from: before?.state ?? 'NONE', to: state });
    if (state === 'OUTCOME_UNKNOWN') return;
    this.unreconciled.delete(id);
    if (before?.state === 'OUTCOME_UNKNOWN') this.reconciledOutcomes.inc({ product });
  }

  /** Counts an erased onboarding. */
  erased({ product, id, state }: Onboarding): void {
    this.transitions.inc({ product, from: state, to: 'ERASED' });
    this.unreconciled.delete(id);
  }

  /** Counts a replayed answer. */
  replayed(): void {
    this.replays.inc();
  }

  /** @param since when the outcome was lost, milliseconds since the epoch */
  private track(onboardingId: string, since: number): void {
    if (!this.unreconciled.has(onboardingId) && this.unreconciled.size < MAX_TRACKED)
      this.unreconciled.set(onboardingId, since);
  }

  /** Seconds; 0 when every outcome is known. An onboarding that cannot be read counts as unknown. */
  private async ageOfOldest(): Promise<number> {
    let reads = 0;
    for (const [onboardingId, lostAt] of [...this.unreconciled].sort(([, a], [, b]) => a - b)) {
      const unknown =
        reads++ === MAX_READS_PER_SCRAPE || (await this.isUnknown(onboardingId).catch(() => true));
      if (unknown) return (Date.now() - lostAt) / 1000;
      this.unreconciled.delete(onboardingId);
    }
    return 0;
  }
}

function verificationOf(problem: ProblemCode | undefined): 'accepted' | 'incorrect' | 'expired' | 'other' {
  if (problem === undefined) return 'accepted';
  if (problem === 'OTP_INCORRECT') return 'incorrect';
  return problem === 'OTP_EXPIRED' ? 'expired' : 'other';
}
