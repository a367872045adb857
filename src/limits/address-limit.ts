import { isIPv6 } from 'node:net';
import { CountersInMemory } from '../store/limit-counters.js';
import { Limiter } from './limiter.js';

const MINUTE_SECONDS = 60;
/** Remote addresses remembered in this process; an attacker with more of them only makes it forget the oldest. */
const REMEMBERED_ADDRESSES = 20_000;

/**
 * How many tokens of one remote address may be refused in a minute. Only failures count, and a token that was
 * verified before is not held up, so that many agents behind one address (NAT) do not feel each other.
 * Kept by each replica for itself: a shared counter would cost more than the verification it saves.
 */
export class AddressLimit {
  private readonly failures: Limiter;

  constructor(failuresPerMinute: number) {
    const client = new CountersInMemory(REMEMBERED_ADDRESSES);
    this.failures = new Limiter({ client }, 'address', failuresPerMinute, MINUTE_SECONDS);
  }

  /** The seconds until more tokens of this address are verified; undefined when one may be now. */
  async wait(address: string): Promise<number | undefined> {
    const { granted, resetSeconds } = await this.failures.take(networkOf(address));
    return granted ? undefined : resetSeconds;
  }

  /** The token that `wait` let through was good: it was no failure. */
  async succeeded(address: string): Promise<void> {
    await this.failures.giveBack(networkOf(address));
  }
}

/** A subscriber has at least a /64 of IPv6, and would not run out of addresses in it. */
function networkOf(address: string): string {
  return isIPv6(address) && !address.includes('.') ? prefix64(address) : address;
}

function prefix64(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = tail.split(':').filter((group) => group !== '');
  const zeros = address.includes('::') ? 8 - before.length - after.length : 0;
  return [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after].slice(0, 4).join(':');
}
