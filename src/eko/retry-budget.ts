/** What one call adds: repetitions are a tenth of the traffic. */
const SHARE = 0.1;
/** Repetitions that are held at first and at most, so that a quiet service can repeat too. */
const RESERVE = 10;

/** Keeps repetitions to a tenth of the traffic, so that they cannot multiply the load on an Eko that struggles. */
export class RetryBudget {
  private balance = RESERVE;

  /** A call is made. */
  deposit(): void {
    this.balance = Math.min(RESERVE, this.balance + SHARE);
  }

  /** Whether one repetition may be made; it is paid for then. */
  withdraw(): boolean {
    if (this.balance < 1) return false;
    this.balance -= 1;
    return true;
  }
}
