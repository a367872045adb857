import type { EventEmitter } from 'node:events';

/** Interval at which some waiting verifications start, milliseconds. */
const PAUSE_MS = 50;
/** How many start at a time: 1,000 a second take a tenth of one core. */
const TURNS_AT_A_TIME = 50;

/**
 * Bounds the rate of verifications of tokens that are probably forged. They start in the order of arrival; under load
 * they wait, and none is refused. The number of connections bounds the queue and so the wait: 2,000 verifications start
 * within two seconds.
 */
export class VerificationQueue {
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * Resolves when it is the caller's turn.
   * @param response its 'close' shows that the client has disconnected: its entry is removed
   */
  turn(response: EventEmitter): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        this.waiting.delete(pass);
      };
      const pass = (): void => {
        leave();
        response.off('close', leave);
        resolve();
      };
      response.once('close', leave);
      this.waiting.add(pass);
      this.timer ??= setInterval(() => {
        this.passSome();
      }, PAUSE_MS).unref();
    });
  }

  private passSome(): void {
    for (const pass of [...this.waiting].slice(0, TURNS_AT_A_TIME)) pass();
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
