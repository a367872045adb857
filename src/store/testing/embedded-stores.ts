import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { jest } from '@jest/globals';
import type { EmbeddedStoreOptions } from '../embedded-store.js';
import type { Store } from '../store.js';
import { compiledStore, embeddedStoreIn } from './crash.js';

/** Options of jest.useFakeTimers: only timers are not real, so what a store does every second happens when the spec says so. */
export const ONLY_TIMERS: Parameters<typeof jest.useFakeTimers>[0] = {
  doNotFake: [
    'setImmediate',
    'clearImmediate',
    'nextTick',
    'queueMicrotask',
    'performance',
    'hrtime',
    'Date',
  ],
};

/** Embedded stores in temporary directories, all of which `removeAll` deletes. */
export class EmbeddedStores {
  private readonly directories: string[] = [];
  private readonly stores: Store[] = [];
  private compiled: string | undefined;

  /** In memory where possible: these tests do not need the disk, which may be slow. */
  directory(): string {
    const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    const directory = mkdtempSync(join(parent, 'embedded-store-'));
    this.directories.push(directory);
    return directory;
  }

  async open(options: EmbeddedStoreOptions = { path: this.directory() }): Promise<Store> {
    this.compiled ??= await compiledStore(this.directory());
    const { openEmbeddedStore } = await embeddedStoreIn(this.compiled);
    const store = await openEmbeddedStore(options);
    this.stores.push(store);
    return store;
  }

  /** A copy of a directory, made by another process: a copy by this process would release its locks. */
  copied(directory: string): string {
    const copy = this.directory();
    execFileSync('cp', ['-r', `${directory}/.`, copy]);
    return copy;
  }

  async removeAll(): Promise<void> {
    await Promise.all(this.stores.map((store) => store.close()));
    for (const directory of this.directories) rmSync(directory, { recursive: true });
  }
}
