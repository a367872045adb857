import { OnboardingError, type ClientFault } from './error.js';
import type { CallOptions } from './types.js';

const TIMEOUT_MS = 30_000;

/** When a call ends: at its time, or by its signal. It does not depend on the device's clock, which may be off. */
export class Deadline {
  /** The longest time for one attempt, so that a silent one leaves time for another, milliseconds. */
  readonly attemptMs: number;
  private readonly end: number;
  private readonly signal: AbortSignal | undefined;

  constructor({ signal, timeoutMs = TIMEOUT_MS }: CallOptions = {}) {
    this.attemptMs = timeoutMs / 2;
    this.end = performance.now() + timeoutMs;
    this.signal = signal;
  }

  /** Milliseconds that are left. */
  get left(): number {
    return Math.max(0, this.end - performance.now());
  }

  /** @throws OnboardingError ABORTED */
  async sleep(ms: number): Promise<void> {
    const slept = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
        });
      });
    await this.limit(slept, ms + 1_000, 'ABORTED');
  }

  /**
   * The result of `work`, whose signal is aborted when it is not waited for any more.
   * @throws OnboardingError ABORTED, or `fault` when `work` fails or takes longer than `ms`
   */
  async limit<T>(
    work: (signal: AbortSignal) => T | PromiseLike<T>,
    ms: number,
    fault: ClientFault,
  ): Promise<T> {
    const given = this.signal;
    const aborted = (): OnboardingError => OnboardingError.ofFault('ABORTED', 'by its signal', given?.reason);
    if (given?.aborted) throw aborted();
    const controller = new AbortController();
    let release = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      const onAbort = (): void => {
        reject(aborted());
      };
      const timer = setTimeout(() => {
        reject(OnboardingError.ofFault(fault, `not in ${Math.round(ms)} ms`));
      }, ms);
      given?.addEventListener('abort', onAbort);
      release = () => {
        clearTimeout(timer);
        given?.removeEventListener('abort', onAbort);
      };
    });
    try {
      return await Promise.race([work(controller.signal), ended]);
    } catch (error) {
      if (error instanceof OnboardingError) throw error;
      throw OnboardingError.ofFault(fault, error instanceof Error ? error.message : 'no reason', error);
    } finally {
      release();
      controller.abort();
    }
  }
}
