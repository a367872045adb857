import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedStore } from '../embedded-store.js';
import { StoreUnavailable, type Claim } from '../store.js';
import { aClaim, finishing } from './claims.js';

/*
 * A process that a test kills. It begins and concludes on the store at the given path until then, and prints each claim
 * as a line of JSON once the store has acknowledged it, before it continues.
 */

export interface Acknowledged {
  readonly event: 'claimed' | 'concluded' | 'refused';
  readonly claim: Claim;
}

const [path = ''] = process.argv.slice(2);
const store = await openEmbeddedStore({ path });

function report(event: Acknowledged['event'], claim: Claim): void {
  // Node.js writes to a pipe synchronously, and waits when it is full.
  process.stdout.write(`${JSON.stringify({ event, claim })}\n`);
}

async function write(): Promise<never> {
  for (;;) {
    const claim = aClaim();
    try {
      await store.begin(claim);
      report('claimed', claim);
      await store.conclude(finishing(claim, 'x'.repeat(600), claim.owner));
      report('concluded', claim);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      report('refused', claim);
      await sleep(2);
    }
  }
}

await Promise.all(Array.from({ length: 8 }, write));
