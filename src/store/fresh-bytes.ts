import { randomFillSync } from 'node:crypto';

/** One call of the generator gives this many bytes: it costs about the same for twelve. */
const POOL_BYTES = 4_096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes of the generator of OpenSSL, which no other call returns. @param count far fewer than POOL_BYTES */
export function freshBytes(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return Buffer.from(pool.subarray(used - count, used));
}
