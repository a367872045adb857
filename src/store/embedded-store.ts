import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../config/start-failure.js';
import { DiskReserve } from './embedded/disk-reserve.js';
import { Draft, EntryMoved } from './embedded/draft.js';
import { slotAt } from './embedded/entries.js';
import { GroupCommit } from './embedded/group-commit.js';
import { PathLock } from './embedded/path-lock.js';
import { PlaceIndex } from './embedded/place-index.js';
import { DATA_FILE, openTables, SHELVES, usedBytes, type Tables } from './embedded/tables.js';
import { Transitions } from './embedded/transitions.js';
import { ExpiryClock } from './expiry-clock.js';
import { observed, type Observe } from './observed.js';
import { compared, type KeyInUse, type SecretTags } from './secret-tags.js';
import { readSmallFile, writeSmallFile } from './small-file.js';
import {
  StoreUnavailable,
  type Begun,
  type Claim,
  type Conclusion,
  type Erased,
  type Store,
  type StoredOnboarding,
} from './store.js';

export interface EmbeddedStoreOptions {
  /** Directory, made when it is missing. */
  readonly path: string;
  /** Milliseconds since the epoch; unless given, by an ExpiryClock. */
  readonly now?: () => number;
  readonly observe?: Observe;
}

/** Beside the database: the time by which entries expire. */
const CLOCK_FILE = 'clock.json';
/** Beside the database: what the secrets are compared with. */
const SECRETS_FILE = 'secret-tags.json';
/** A key that no onboarding has. */
const PROBE = '/';
/** How often expired entries are dropped while nobody writes, milliseconds. */
const SWEEP_INTERVAL_MS = 1000;
/**
 * Entries of each table looked at before each commit, and more for every step in it. One step writes at most three, so
 * that dropping always outruns writing; and few enough to add well under a millisecond.
 */
const SWEEP_LEAST = 32;
const SWEEP_PER_STEP = 4;

/**
 * Opens the store that lives in one directory, for one process.
 * @throws StartFailure when another process uses the directory, it was written in another layout, or cannot be written
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<Store> {
  try {
    mkdirSync(options.path, { recursive: true, mode: 0o700 });
    return await openLocked(options);
  } catch (error) {
    throw error instanceof StartFailure ? error : unusableDirectory(options.path, error);
  }
}

async function openLocked(options: EmbeddedStoreOptions): Promise<Store> {
  const lock = new PathLock(options.path);
  let clock: ExpiryClock | undefined;
  try {
    const tables = await openTables(options.path);
    if (!options.now) clock = await ExpiryClock.open(join(options.path, CLOCK_FILE));
    const store = new EmbeddedStore(tables, lock, options, clock);
    await store.ping();
    return store;
  } catch (error) {
    clock?.close();
    lock.release();
    throw error;
  }
}

function unusableDirectory(path: string, cause: unknown): StartFailure {
  const reason = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : 'unknown';
  return new StartFailure(
    `The embedded store at ${path} cannot be opened (${reason}): STORE_PATH must name a directory in which this ` +
      'user can write.',
    { cause },
  );
}

class EmbeddedStore implements Store {
  private readonly transitions = new Transitions(randomBytes(6).toString('base64url'));
  private readonly commits: GroupCommit;
  private readonly draft: (alone: boolean) => Draft;
  private readonly sweeper: NodeJS.Timeout;
  private readonly secretsFile: string;
  private secrets: { readonly tags: SecretTags; readonly sealedForMs: number } | undefined;
  private moreIsDue = false;
  private sweeping = false;
  private closed = false;

  constructor(
    private readonly tables: Tables,
    private readonly lock: PathLock,
    private readonly options: EmbeddedStoreOptions,
    private readonly clock: ExpiryClock | undefined,
  ) {
    const { now = (): number => clock?.now() ?? Date.now(), path } = options;
    this.secretsFile = join(path, SECRETS_FILE);
    const index = new PlaceIndex();
    for (const shelf of SHELVES) index.load(shelf, tables[shelf].getKeys());
    this.draft = (alone) => new Draft(tables, index, now(), alone);
    const reserve = new DiskReserve(join(path, DATA_FILE), () => usedBytes(tables));
    this.commits = new GroupCommit(
      () => this.draft(true),
      reserve,
      (draft, steps) => {
        this.moreIsDue = draft.sweep(SWEEP_LEAST + SWEEP_PER_STEP * steps);
      },
    );
    this.sweeper = setInterval(() => void this.sweep(), SWEEP_INTERVAL_MS).unref();
  }

  begin(claim: Claim): Promise<Begun> {
    return this.serve('begin', () => this.commits.run((draft) => this.transitions.begin(draft, claim)));
  }

  conclude(conclusion: Conclusion): Promise<boolean> {
    return this.serve('conclude', () =>
      this.commits.run((draft) => this.transitions.conclude(draft, conclusion)),
    );
  }

  read(onboardingId: string): Promise<StoredOnboarding | undefined> {
    return this.serve('read', () =>
      this.look((draft) => {
        const slot = slotAt(draft, onboardingId);
        return slot && this.transitions.stored(slot, draft.now);
      }),
    );
  }

  erase(onboardingId: string, agent: string): Promise<Erased> {
    return this.serve('erase', async () => {
      for (;;) {
        const erased = await this.commits.run((draft) => this.transitions.erase(draft, onboardingId, agent));
        if (erased !== 'more') return erased;
      }
    });
  }

  async compareSecrets(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]> {
    const { now } = this.draft(false);
    const text = await readSmallFile(this.secretsFile).catch(unavailable);
    const next = compared(text, tags, sealedForMs, now);
    if (next.text !== text) await writeSmallFile(this.secretsFile, next.text).catch(unavailable);
    this.secrets = { tags, sealedForMs };
    return next.inUse;
  }

  /** Writes to find out whether the disk takes anything again, once it has refused. */
  async ping(): Promise<void> {
    if (this.closed) throw new StoreUnavailable('The embedded store is closed');
    await this.look(() => this.tables.waiting.get([0, PROBE]));
    if (this.secrets)
      await this.compareSecrets(this.secrets.tags, this.secrets.sealedForMs).catch(unavailable);
    if (!this.commits.healthy)
      await this.commits.run((draft) => {
        draft.save(PROBE, { shelf: 'waiting', fields: [], expiresAt: draft.now + 1 });
      });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.sweeper);
    this.clock?.close();
    await this.commits.idle();
    await this.tables.root.close();
    this.lock.release();
  }

  private serve<T>(operation: Parameters<Observe>[0], work: () => Promise<T>): Promise<T> {
    return observed(this.options.observe, operation, async () => {
      if (this.closed) throw new StoreUnavailable('The embedded store is closed');
      return work();
    });
  }

  private async look<T>(read: (draft: Draft) => T): Promise<T> {
    try {
      return read(this.draft(false));
    } catch (error) {
      if (error instanceof EntryMoved) return this.commits.run(read); // nothing moves between two groups
      throw new StoreUnavailable('The embedded store cannot read', { cause: error });
    }
  }

  private async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      do await this.commits.run(() => undefined);
      while (this.moreIsDue && !this.closed);
    } catch {
      // The disk refuses; whoever writes next is told so, and the next round tries again.
    } finally {
      this.sweeping = false;
    }
  }
}

function unavailable(cause: unknown): never {
  throw new StoreUnavailable('The embedded store cannot be used', { cause });
}
