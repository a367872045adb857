/**
 * Hands out signing timestamps, in milliseconds since the epoch, none of them twice.
 * Eko refuses a timestamp that was already used with a developer key (contract.md, "Signing"), so each key has
 * its own strictly increasing sequence: the clock, or one more than the last when the clock has not moved on.
 */
export class SigningTimestamps {
  private readonly last = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  next(developerKey: string): Promise<number> {
    const timestamp = Math.max(this.now(), (this.last.get(developerKey) ?? 0) + 1);
    this.last.set(developerKey, timestamp);
    return Promise.resolve(timestamp);
  }
}
