import { StartFailure } from '../config/start-failure.js';
import { DatabaseThread } from './embedded/database-thread.js';
import { ExpiryClock } from './expiry-clock.js';
import { compared } from './secret-tags.js';
import { StoreUnavailable, type Store } from './store.js';
import { withTimeout } from './with-timeout.js';

export interface EmbeddedStoreOptions {
  /** Directory, created when it is missing. */
  readonly path: string;
  /** Milliseconds since the epoch; by default of an ExpiryClock. */
  readonly now?: () => number;
}

/** Another process uses the store. */
export class StoreInUse extends StartFailure {}

/** Name of the note with the time by which rows expire. */
const CLOCK = 'clock';
/** Name of the note with the record of the secrets. */
const SECRETS = 'secrets';
/** Maximum duration of a ping, milliseconds. */
const PING_TIMEOUT_MS = 1000;

/**
 * Opens the store of one directory, for one process.
 * @throws StartFailure when another process uses the directory, another release wrote it, or it cannot be written
 */
export async function openEmbeddedStore({ path, now }: EmbeddedStoreOptions): Promise<Store> {
  let clock: ExpiryClock | undefined;
  // Nothing expires before the clock of the store is open.
  const time = now ?? ((): number => clock?.now() ?? 0);
  let opened: DatabaseThread | undefined;
  try {
    const thread = (opened = await DatabaseThread.start(path, time));
    clock = now
      ? undefined
      : await ExpiryClock.open({
          read: () => thread.run('readNote', CLOCK),
          write: (text) => thread.run('writeNote', CLOCK, text),
        });
    return storeOn(thread, time, clock);
  } catch (error) {
    await opened?.close();
    throw startFailure(path, error instanceof StoreUnavailable ? error.cause : error);
  }
}

function storeOn(thread: DatabaseThread, now: () => number, clock: ExpiryClock | undefined): Store {
  let compareOnceMore = async (): Promise<unknown> => thread.run('readNote', SECRETS);
  const store: Store = {
    begin: (claim) => thread.run('begin', claim),
    conclude: (conclusion) => thread.run('conclude', conclusion),
    read: (onboardingId) => thread.run('read', onboardingId),
    erase: (onboardingId, agent) => thread.run('erase', onboardingId, agent),
    compareSecrets: async (tags, sealedForMs) => {
      const text = await thread.run('readNote', SECRETS);
      const next = compared(text, tags, sealedForMs, now());
      if (next.text !== text) await thread.run('writeNote', SECRETS, next.text);
      compareOnceMore = () => store.compareSecrets(tags, sealedForMs);
      return next.inUse;
    },
    ping: async () => {
      await withTimeout(PING_TIMEOUT_MS, compareOnceMore());
    },
    close: () => {
      clock?.close();
      return thread.close();
    },
  };
  return store;
}

function startFailure(path: string, cause: unknown): StartFailure {
  const { code, message = 'unknown reason' }: { code?: unknown; message?: string } =
    cause instanceof Error ? cause : {};
  if (code === 'OTHER_LAYOUT')
    return new StartFailure(
      `The embedded store at ${path} was written by another version of the gateway, and this one cannot read it. Go ` +
        'back to that version, or move the directory away to begin with an empty store (docs/store.md, ' +
        '"Embedded", states when that is safe).',
    );
  if (code === 'SQLITE_BUSY')
    return new StoreInUse(
      `Another process uses the embedded store at ${path}. Stop it first, or give this one its own STORE_PATH, or let ` +
        'both share one store with STORE=redis.',
      { cause },
    );
  return new StartFailure(
    `The embedded store at ${path} cannot be opened (${typeof code === 'string' ? code : message}): STORE_PATH must ` +
      'name a directory in which this user can write, on a disk that has room.',
    { cause },
  );
}
