import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Attempt } from './reply.js';
import { Breaker, type BreakerState } from './breaker.js';

const worked: Attempt = {
  reply: { kind: 'signatureRefused', reason: 'unknown', httpStatus: 401 },
  health: 'worked',
};
const failed: Attempt = { reply: { kind: 'lost', reason: 'timeout' }, health: 'failed' };
const inconclusive: Attempt = { reply: { kind: 'notSent', reason: 'deadline' }, health: 'inconclusive' };
const refusedFor = (retryAfterSeconds: number): Attempt => ({
  reply: { kind: 'notSent', reason: 'breaker_open', retryAfterSeconds },
  health: 'inconclusive',
});

const OPEN_MS = 5000;

function breakerOf(): {
  breaker: Breaker;
  states: BreakerState[];
  makes: (attempt: Attempt, hasTime?: boolean) => Promise<Attempt>;
} {
  const states: BreakerState[] = [];
  const breaker = new Breaker({ windowCalls: 4, openMs: OPEN_MS }, (state) => states.push(state));
  return {
    breaker,
    states,
    makes: (attempt, hasTime = true) => breaker.pass(hasTime, () => Promise.resolve(attempt)),
  };
}

describe('the breaker', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('opens when more than half of the latest calls failed, and returns for how long', async () => {
    const { breaker, states, makes } = breakerOf();
    for (const attempt of [worked, failed]) await makes(attempt);
    expect(states).toEqual(['closed']);
    expect(breaker.refusal(true)).toBeUndefined();
    await makes(failed);
    expect(states).toEqual(['closed', 'open']);
    expect(breaker.refusal(true)).toEqual(refusedFor(5));
    expect(await makes(worked)).toEqual(refusedFor(5));
    jest.advanceTimersByTime(3500);
    expect(await makes(worked)).toEqual(refusedFor(2));
  });

  it('stays closed while at most half of the latest calls failed, and before half a window of calls', async () => {
    const states: BreakerState[] = [];
    const breaker = new Breaker({ windowCalls: 10, openMs: OPEN_MS }, (state) => states.push(state));
    const make = (attempt: Attempt): Promise<Attempt> => breaker.pass(true, () => Promise.resolve(attempt));
    for (let call = 0; call < 4; call++) await make(failed);
    expect(states).toEqual(['closed']);
    for (let call = 0; call < 6; call++) await make(worked);
    await make(failed);
    for (let call = 0; call < 4; call++) await make(failed);
    expect(states).toEqual(['closed']);
    await make(failed);
    expect(states).toEqual(['closed', 'open']);
  });

  it('passes on the error of a call', async () => {
    const fault = new Error('a fault');
    await expect(breakerOf().breaker.pass(true, () => Promise.reject(fault))).rejects.toBe(fault);
  });

  it('does not open for answers of Eko or for inconclusive calls', async () => {
    const { states, makes } = breakerOf();
    for (let call = 0; call < 20; call++) await makes(call % 4 === 0 ? worked : inconclusive);
    expect(states).toEqual(['closed']);
  });

  it('lets one call through as a probe, refuses the others meanwhile, and closes when the probe works', async () => {
    const { breaker, states, makes } = breakerOf();
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    let answer: (attempt: Attempt) => void = () => undefined;
    const probe = breaker.pass(true, () => new Promise((resolve) => (answer = resolve)));
    expect(await makes(worked)).toEqual(refusedFor(1));
    answer(worked);
    expect(await probe).toEqual(worked);
    expect(await makes(worked)).toEqual(worked);
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed']);
  });

  it('stays open for another period when the probe fails', async () => {
    const { states, makes } = breakerOf();
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    expect(await makes(failed)).toEqual(failed);
    expect(await makes(worked)).toEqual(refusedFor(5));
    expect(states).toEqual(['closed', 'open', 'half-open', 'open']);
  });

  it('probes with the next call when a probe is inconclusive', async () => {
    const { states, makes } = breakerOf();
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    for (let probe = 0; probe < 5; probe++) expect(await makes(inconclusive)).toEqual(inconclusive);
    expect(states.at(-1)).toBe('open');
    expect(await makes(worked)).toEqual(worked);
    expect(states.at(-1)).toBe('closed');
  });

  it('stays open for another period when the probe after an inconclusive one fails', async () => {
    const { makes } = breakerOf();
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    await makes(inconclusive);
    expect(await makes(failed)).toEqual(failed);
    expect(await makes(worked)).toEqual(refusedFor(5));
    jest.advanceTimersByTime(OPEN_MS);
    expect(await makes(worked)).toEqual(worked);
  });

  it('has a single probe at a time, also after inconclusive probes', async () => {
    const { breaker, makes } = breakerOf();
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    await makes(inconclusive);
    let answer: (attempt: Attempt) => void = () => undefined;
    const probe = breaker.pass(true, () => new Promise((resolve) => (answer = resolve)));
    expect(await makes(worked)).toEqual(refusedFor(1));
    answer(inconclusive);
    await probe;
    expect(await makes(worked)).toEqual(worked);
  });

  it('does not use a call as a probe when its client will not wait for the answer', async () => {
    const { breaker, states, makes } = breakerOf();
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    expect(breaker.refusal(false)).toEqual(refusedFor(1));
    expect(breaker.refusal(true)).toBeUndefined();
    expect(await makes(worked, false)).toEqual(refusedFor(1));
    expect(states).toEqual(['closed', 'open']);
    expect(await makes(worked)).toEqual(worked);
    expect(await makes(worked, false)).toEqual(worked);
  });

  it('is not opened a second time by calls that began before it opened', async () => {
    const { breaker, states, makes } = breakerOf();
    const answers: ((attempt: Attempt) => void)[] = [];
    const late = [1, 2, 3].map(() =>
      breaker.pass(true, () => new Promise((resolve) => answers.push(resolve))),
    );
    for (let call = 0; call < 2; call++) await makes(failed);
    jest.advanceTimersByTime(OPEN_MS);
    await makes(worked);
    for (const answer of answers) answer(failed);
    expect(await Promise.all(late)).toEqual([failed, failed, failed]);
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed']);
  });
});
