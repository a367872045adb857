import type { Deadline } from './deadline.js';
import { OnboardingError } from './error.js';
import type { KeyStorage } from './types.js';

const STORAGE_MS = 5_000;
const PREFIX = 'eko-onboarding.';

/** What the user wants to be done once. */
export interface Intent {
  /** Where its key is kept: the id of the onboarding, or for a start the product. One intent at a time has it. */
  readonly place: string;
  /** The action and the version of the onboarding: another of them is another intent. */
  readonly name: string;
  /** The request, which is never stored. */
  readonly content: string;
}

/** The key of an intent. */
export interface IntentKey {
  readonly key: string;
  /** Whether an earlier call, perhaps before a restart, made the key: its request may have arrived. */
  readonly kept: boolean;
}

interface Running {
  readonly intent: Intent;
  readonly result: Promise<unknown>;
}

/** Gives each intent one key, which is stored before it is used and kept until its answer is there. */
export class Intents {
  private readonly running = new Map<string, Running>();

  constructor(private readonly storage: KeyStorage) {}

  /**
   * Runs `send` with the key of the intent. A second call for the same intent, such as a double tap, gets the result of
   * the first; another intent for the same place waits until the first has ended.
   * @throws OnboardingError STORAGE_FAILED before anything is sent, and what `send` throws
   */
  async run<T>(intent: Intent, deadline: Deadline, send: (key: IntentKey) => Promise<T>): Promise<T> {
    for (let other; (other = this.running.get(intent.place));) {
      const { result } = other;
      const same = other.intent.name === intent.name && other.intent.content === intent.content;
      const shared = await deadline.limit(() => settled(result), deadline.left, 'NO_ANSWER');
      // Whoever aborted the first call did not abort this one.
      if (same && !(shared.error instanceof OnboardingError && shared.error.code === 'ABORTED')) {
        if ('error' in shared) throw shared.error;
        return shared.value as T;
      }
    }
    const result = this.runAlone(intent, deadline, send);
    this.running.set(intent.place, { intent, result });
    try {
      return await result;
    } finally {
      this.running.delete(intent.place);
    }
  }

  /** A new key in place of the intent's, which belongs to another request. */
  async renew(intent: Intent, deadline: Deadline): Promise<IntentKey> {
    const key = newKey();
    await this.stored(deadline, () => this.storage.setItem(PREFIX + intent.place, `${intent.name} ${key}`));
    return { key, kept: false };
  }

  private async runAlone<T>(
    intent: Intent,
    deadline: Deadline,
    send: (key: IntentKey) => Promise<T>,
  ): Promise<T> {
    const kept = await this.stored(deadline, () => this.storage.getItem(PREFIX + intent.place));
    const start = `${intent.name} `;
    const key = kept?.startsWith(start)
      ? { key: kept.slice(start.length), kept: true }
      : await this.renew(intent, deadline);
    try {
      const result = await send(key);
      await this.forget(intent);
      return result;
    } catch (error) {
      if (isFinal(error)) await this.forget(intent);
      throw error;
    }
  }

  private stored<T>(deadline: Deadline, work: () => T | PromiseLike<T>): Promise<T> {
    return deadline.limit(work, STORAGE_MS, 'STORAGE_FAILED');
  }

  /** A key that stays is recognized later: its version has passed, or its answer is replayed. */
  private async forget({ place }: Intent): Promise<void> {
    try {
      await this.storage.removeItem(PREFIX + place);
    } catch {
      return;
    }
  }
}

/** Whether the gateway has considered the request and given its last answer to it. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof OnboardingError)) return false;
  return error.retry === 'NEW_KEY' || (error.retry === 'NONE' && error.problem?.onboarding !== undefined);
}

async function settled(result: Promise<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await result };
  } catch (error) {
    return { error };
  }
}

/** 128 random bits. React Native has no `crypto` unless the app brings it; a key need not be a secret, only new. */
function newKey(): string {
  const bytes = new Uint8Array(16);
  if (typeof crypto === 'undefined') bytes.forEach((_, at) => (bytes[at] = Math.random() * 256));
  else crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
