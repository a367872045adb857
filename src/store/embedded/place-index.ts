import { SHELVES, type Place, type Shelf, type Where } from './tables.js';

const SHARDS = 256;
const LEAST_SLOTS = 16;
/** Filled beyond this share it doubles. */
const MOST_FILLED = 0.75;

/**
 * Where each entry lies, by a hash of its key, in memory: 13 bytes and what is free between them. On disk such an
 * index would be written a page for every key, since keys are anywhere in it, and a disk takes as long for a page as
 * for many that lie side by side: the larger the store, the slower. So it is read from the tables when they are
 * opened, and only what lies in the order of expiry is written. Bitcask (Basho, 2010) calls it the keydir.
 *
 * Two keys may share a hash. Whoever looks tells them apart by what lies there.
 */
export class PlaceIndex {
  // Many small ones: one that doubles holds nobody up.
  private readonly shards = Array.from({ length: SHARDS }, () => new Shard());

  /** Where the entry lies if there is one; and perhaps others'. */
  candidates(key: string): Where[] {
    const hash = hashOf(key);
    return this.shard(hash).candidates(hash);
  }

  /** An entry that was added, moved or removed. */
  move(key: string, from: Where | undefined, to: Where | undefined): void {
    const hash = hashOf(key);
    const shard = this.shard(hash);
    if (from) shard.remove(hash, from);
    if (to) shard.add(hash, to);
  }

  /** All that lies in a table. */
  load(shelf: Shelf, places: Iterable<Place>): void {
    for (const [expiresAt, key] of places) this.move(key, undefined, { shelf, expiresAt });
  }

  private shard(hash: number): Shard {
    return this.shards[hash >>> 24] as Shard;
  }
}

/** Open addressing: an entry stands in the slot that its hash names, or in the next ones without a gap. */
class Shard {
  private hashes = new Uint32Array(LEAST_SLOTS);
  private times = new Float64Array(LEAST_SLOTS);
  /** One more than the position in SHELVES; 0 in a free slot. */
  private shelves = new Uint8Array(LEAST_SLOTS);
  private size = 0;

  candidates(hash: number): Where[] {
    const found: Where[] = [];
    for (let slot = this.home(hash); this.taken(slot); slot = this.after(slot)) {
      if (this.hashes[slot] === hash) found.push(this.where(slot));
    }
    return found;
  }

  add(hash: number, { shelf, expiresAt }: Where): void {
    if (this.size >= this.shelves.length * MOST_FILLED) this.double();
    let slot = this.home(hash);
    while (this.taken(slot)) slot = this.after(slot);
    this.hashes[slot] = hash;
    this.times[slot] = expiresAt;
    this.shelves[slot] = SHELVES.indexOf(shelf) + 1;
    this.size += 1;
  }

  remove(hash: number, { shelf, expiresAt }: Where): void {
    const mark = SHELVES.indexOf(shelf) + 1;
    let slot = this.home(hash);
    while (this.hashes[slot] !== hash || this.times[slot] !== expiresAt || this.shelves[slot] !== mark) {
      if (!this.taken(slot)) return;
      slot = this.after(slot);
    }
    this.free(slot);
    // What stood behind it may have been kept from its own slot: each is put again.
    for (let next = this.after(slot); this.taken(next); next = this.after(next)) {
      const [others, where] = [this.hashes[next] ?? 0, this.where(next)];
      this.free(next);
      this.add(others, where);
    }
  }

  private double(): void {
    const old = Object.assign(new Shard(), this);
    const slots = this.shelves.length * 2;
    this.hashes = new Uint32Array(slots);
    this.times = new Float64Array(slots);
    this.shelves = new Uint8Array(slots);
    this.size = 0;
    for (const slot of old.shelves.keys()) {
      if (old.taken(slot)) this.add(old.hashes[slot] ?? 0, old.where(slot));
    }
  }

  private where(slot: number): Where {
    const shelf = SHELVES[(this.shelves[slot] ?? 0) - 1] as Shelf;
    return { shelf, expiresAt: this.times[slot] ?? 0 };
  }

  private free(slot: number): void {
    this.shelves[slot] = 0;
    this.size -= 1;
  }

  private taken(slot: number): boolean {
    return this.shelves[slot] !== 0;
  }

  private home(hash: number): number {
    return hash & (this.shelves.length - 1);
  }

  private after(slot: number): number {
    return (slot + 1) & (this.shelves.length - 1);
  }
}

/**
 * FNV-1a, and the last step of MurmurHash3, so that every bit counts. What is stored has tags for keys, which nobody
 * outside can choose.
 */
function hashOf(key: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01_00_01_93);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
