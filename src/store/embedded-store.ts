import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../config/start-failure.js';
import { DatabaseThread } from './embedded/database-thread.js';
import { IN_USE, OTHER_LAYOUT, type Operations } from './embedded/operations.js';
import type { Transitions } from './embedded/transitions.js';
import { ExpiryClock } from './expiry-clock.js';
import { compared, type KeyInUse, type SecretTags } from './secret-tags.js';
import {
  StoreUnavailable,
  type Begun,
  type Claim,
  type Conclusion,
  type Erased,
  type Store,
  type StoredOnboarding,
} from './store.js';
import { withTimeout } from './with-timeout.js';

export interface EmbeddedStoreOptions {
  /** Directory, created when it is missing. */
  readonly path: string;
  /** Milliseconds since the epoch; by default of an ExpiryClock. */
  readonly now?: () => number;
}

/** Another process uses the store. */
export class StoreInUse extends StartFailure {}

const DATABASE_FILE = 'store.db';
/** The database of release 0.1. */
const LMDB_FILE = 'data.mdb';
/** Name of the note with the time by which rows expire. */
const CLOCK = 'clock';
/** Name of the note with the record of the secrets. */
const SECRETS = 'secrets';
/** How often expired rows are deleted while nothing is written, milliseconds. */
const SWEEP_INTERVAL_MS = 1000;
/** Maximum duration of a ping, milliseconds. */
const PING_TIMEOUT_MS = 1000;

/**
 * Opens the store of one directory, for one process.
 * @throws StartFailure when another process uses the directory, another release wrote it, or it cannot be written
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<Store> {
  const { path } = options;
  try {
    if (existsSync(join(path, LMDB_FILE))) throw otherRelease(path);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return await EmbeddedStore.open(options);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === OTHER_LAYOUT) throw otherRelease(path);
    if (code === IN_USE) throw inUse(path, error);
    throw unusableDirectory(path, error);
  }
}

class EmbeddedStore implements Store {
  private readonly sweeper: NodeJS.Timeout;
  private secrets: { readonly tags: SecretTags; readonly sealedForMs: number } | undefined;
  private sweeping = false;
  private closed = false;

  private constructor(
    private readonly thread: DatabaseThread,
    private readonly now: () => number,
    private readonly clock: ExpiryClock | undefined,
  ) {
    this.sweeper = setInterval(() => void this.sweep(), SWEEP_INTERVAL_MS).unref();
  }

  static async open({ path, now }: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    let clock: ExpiryClock | undefined;
    // Nothing expires before the clock of the store is open.
    const time = now ?? ((): number => clock?.now() ?? 0);
    const thread = await DatabaseThread.start(join(path, DATABASE_FILE), time);
    try {
      clock = now
        ? undefined
        : await ExpiryClock.open({
            read: () => thread.run('readNote', CLOCK),
            write: (text) => thread.run('writeNote', CLOCK, text),
          });
      return new EmbeddedStore(thread, time, clock);
    } catch (error) {
      await thread.close();
      throw error instanceof StoreUnavailable ? error.cause : error;
    }
  }

  begin(claim: Claim): Promise<Begun> {
    return this.serve('begin', claim);
  }

  conclude(conclusion: Conclusion): Promise<boolean> {
    return this.serve('conclude', conclusion);
  }

  read(onboardingId: string): Promise<StoredOnboarding | undefined> {
    return this.serve('read', onboardingId);
  }

  erase(onboardingId: string, agent: string): Promise<Erased> {
    return this.serve('erase', onboardingId, agent);
  }

  async compareSecrets(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]> {
    const text = await this.thread.run('readNote', SECRETS);
    const next = compared(text, tags, sealedForMs, this.now());
    if (next.text !== text) await this.thread.run('writeNote', SECRETS, next.text);
    this.secrets = { tags, sealedForMs };
    return next.inUse;
  }

  async ping(): Promise<void> {
    if (this.closed) throw closedStore();
    await withTimeout(PING_TIMEOUT_MS, this.check());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.sweeper);
    this.clock?.close();
    await this.thread.close();
  }

  private async check(): Promise<void> {
    if (this.secrets) await this.compareSecrets(this.secrets.tags, this.secrets.sealedForMs);
    else await this.thread.run('sweep');
  }

  private serve<Name extends 'begin' | 'conclude' | 'read' | 'erase'>(
    name: Name,
    ...values: Operations[Name]
  ): Promise<ReturnType<Transitions[Name]>> {
    if (this.closed) return Promise.reject(closedStore());
    return this.thread.run(name, ...values);
  }

  private async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      do await this.thread.run('sweep');
      while (this.thread.moreExpired && !this.closed);
    } catch {
      // The disk failed: readiness reports it, and the next round tries to delete once more.
    } finally {
      this.sweeping = false;
    }
  }
}

function closedStore(): StoreUnavailable {
  return new StoreUnavailable('The embedded store is closed');
}

function otherRelease(path: string): StartFailure {
  return new StartFailure(
    `The embedded store at ${path} was written by another version of the gateway, and this one cannot read it. Go ` +
      'back to that version, or move the directory away to begin with an empty store (docs/store.md, ' +
      '"Embedded", states when that is safe).',
  );
}

function inUse(path: string, cause: unknown): StoreInUse {
  return new StoreInUse(
    `Another process uses the embedded store at ${path}. Stop it first, or give this one its own STORE_PATH, or let ` +
      'both share one store with STORE=redis.',
    { cause },
  );
}

function unusableDirectory(path: string, cause: unknown): StartFailure {
  const { code, message = 'unknown reason' }: { code?: unknown; message?: string } =
    cause instanceof Error ? cause : {};
  return new StartFailure(
    `The embedded store at ${path} cannot be opened (${typeof code === 'string' ? code : message}): STORE_PATH must ` +
      'name a directory in which this user can write, on a disk that has room.',
    { cause },
  );
}
