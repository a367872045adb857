import type { EventEmitter } from 'node:events';

/** How often some of those that wait get their turn, milliseconds. */
const PAUSE_MS = 50;
/** How many of them at a time: 1,000 a second take a tenth of one core. */
const TURNS_AT_A_TIME = 50;

/**
 * Bounds the verifications of tokens that are likely to be made up. They get their turn in the order in which they
 * came; that there are many makes them wait, and refuses none. As long as their number is that of connections, the
 * wait is bounded: 2,000 are through in two seconds.
 */
export class VerificationQueue {
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * Resolves when it is the caller's turn.
   * @param response its 'close' says that the client has gone: nothing is kept of it, and its turn never comes
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
