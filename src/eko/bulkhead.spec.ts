import { describe, expect, it, jest } from '@jest/globals';
import type { Attempt } from './reply.js';
import { Bulkhead } from './bulkhead.js';

const worked: Attempt = {
  reply: { kind: 'signatureRefused', reason: 'unknown', httpStatus: 401 },
  health: 'worked',
};
const notMade = (reason: string): Attempt => ({ reply: { kind: 'notSent', reason }, health: 'inconclusive' });
const later = (): number => Date.now() + 60_000;

/** An attempt that the test ends. */
function held(): { attempt: () => Promise<Attempt>; began: Promise<void>; end: () => void } {
  let end: () => void = () => undefined;
  let begin: () => void = () => undefined;
  const began = new Promise<void>((resolve) => (begin = resolve));
  const attempt = (): Promise<Attempt> =>
    new Promise((resolve) => {
      end = () => {
        resolve(worked);
      };
      begin();
    });
  return {
    attempt,
    began,
    end: () => {
      end();
    },
  };
}

describe('the bulkhead', () => {
  it('runs calls up to its capacity, queues some and refuses the rest', async () => {
    const bulkhead = new Bulkhead(1, 1);
    const [first, second] = [held(), held()];
    const running = bulkhead.enter(later(), first.attempt);
    const waiting = bulkhead.enter(later(), second.attempt);
    expect(await bulkhead.enter(later(), held().attempt)).toEqual(notMade('bulkhead_full'));
    expect(bulkhead.load).toEqual({ running: 1, queued: 1 });
    await first.began;
    first.end();
    expect(await running).toEqual(worked);
    await second.began;
    second.end();
    expect(await waiting).toEqual(worked);
    expect(bulkhead.load).toEqual({ running: 0, queued: 0 });
  });

  it('does not make a call whose deadline passed while it waited', async () => {
    const bulkhead = new Bulkhead(1, 1);
    const first = held();
    const running = bulkhead.enter(later(), first.attempt);
    let made = false;
    const waiting = bulkhead.enter(Date.now() + 20, () => {
      made = true;
      return Promise.resolve(worked);
    });
    expect(await waiting).toEqual(notMade('deadline'));
    first.end();
    await running;
    expect(await bulkhead.enter(later(), () => Promise.resolve(worked))).toEqual(worked);
    expect(made).toBe(false);
  });

  it('has room in its queue as soon as the wait of another call has ended', async () => {
    const bulkhead = new Bulkhead(1, 1);
    const first = held();
    const running = bulkhead.enter(later(), first.attempt);
    expect(await bulkhead.enter(Date.now() + 20, held().attempt)).toEqual(notMade('deadline'));
    expect(bulkhead.load).toEqual({ running: 1, queued: 0 });
    const waiting = bulkhead.enter(later(), () => Promise.resolve(worked));
    first.end();
    expect([await running, await waiting]).toEqual([worked, worked]);
    expect(bulkhead.load).toEqual({ running: 0, queued: 0 });
  });

  it('does not time out a call that began in time and takes longer', async () => {
    jest.useFakeTimers();
    const bulkhead = new Bulkhead(1, 1);
    const [first, second] = [held(), held()];
    const running = bulkhead.enter(Date.now() + 60_000, first.attempt);
    const waiting = bulkhead.enter(Date.now() + 50, second.attempt);
    first.end();
    await second.began;
    expect(bulkhead.load).toEqual({ running: 1, queued: 0 });
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(100);
    second.end();
    expect([await running, await waiting]).toEqual([worked, worked]);
    expect(bulkhead.load).toEqual({ running: 0, queued: 0 });
    jest.useRealTimers();
  });

  it('starts a call at once when there is room, however little time is left', async () => {
    const bulkhead = new Bulkhead(1, 0);
    expect(await bulkhead.enter(Date.now() - 1, () => Promise.resolve(worked))).toEqual(worked);
  });

  it('passes on the error of a call, also of one that waited', async () => {
    const fault = new Error('a fault');
    const bulkhead = new Bulkhead(1, 1);
    const first = held();
    const running = bulkhead.enter(later(), first.attempt);
    const waiting = bulkhead.enter(later(), () => Promise.reject(fault));
    first.end();
    await running;
    await expect(waiting).rejects.toBe(fault);
    await expect(bulkhead.enter(later(), () => Promise.reject(fault))).rejects.toBe(fault);
  });
});
