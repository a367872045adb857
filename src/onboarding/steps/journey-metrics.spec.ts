import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { onboardingIn } from '../journey/testing/onboardings.js';
import { JourneyMetrics } from './journey-metrics.js';

const NOW = 1_700_000_000_000;
const UNKNOWN = onboardingIn('OUTCOME_UNKNOWN');

let registry: Registry;
let metrics: JourneyMetrics;
/** The onboardings whose outcome is still unknown, and those that were read. */
let unknown: Set<string>;
let read: string[];

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
  registry = new Registry();
  [unknown, read] = [new Set(), []];
  metrics = new JourneyMetrics(registry, (id) => {
    read.push(id);
    return Promise.resolve(unknown.has(id));
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Shows an unknown outcome that was lost so many seconds ago. */
function show(id: string, secondsAgo: number): void {
  unknown.add(id);
  metrics.shownUnknown({ ...UNKNOWN, id, updatedAt: NOW - secondsAgo * 1000 });
}

async function valueOf(name: string): Promise<number | undefined> {
  const { values = [] } = (await registry.getSingleMetric(name)?.get()) ?? {};
  return values[0]?.value;
}

const oldest = (): Promise<number | undefined> => valueOf('onboarding_unknown_oldest_seconds');

describe('the age of the oldest unknown outcome', () => {
  it('is 0 when there is none', async () => {
    expect(await oldest()).toBe(0);
  });

  it('is that of the oldest, in whichever order they were seen', async () => {
    show('young', 5);
    show('old', 60);
    show('middle', 30);
    expect(await oldest()).toBe(60);
    expect(read).toEqual(['old']);
  });

  it('begins when the outcome was first seen, however often it is shown', async () => {
    show('a', 60);
    show('a', 10);
    expect(await oldest()).toBe(60);
  });

  it('leaves out what another process has reconciled, which is then read no more', async () => {
    show('old', 60);
    show('young', 5);
    unknown.delete('old');
    expect(await oldest()).toBe(5);
    await oldest();
    expect(read).toEqual(['old', 'young', 'young']);
  });

  it.each<[string, () => void]>([
    [
      'was reconciled here',
      () => {
        metrics.stored(UNKNOWN, { ...UNKNOWN, id: 'a', state: 'COMPLETED' });
      },
    ],
    [
      'was erased here',
      () => {
        metrics.erased({ ...UNKNOWN, id: 'a' });
      },
    ],
  ])('leaves out what %s, without reading it', async (_what, end) => {
    show('a', 60);
    end();
    expect(await oldest()).toBe(0);
    expect(read).toEqual([]);
  });

  it('still has what is stored as unknown once more', async () => {
    show('a', 60);
    metrics.stored(UNKNOWN, { ...UNKNOWN, id: 'a' });
    expect(await oldest()).toBe(60);
  });

  it('needs at most 100 reads, and the next scrape continues', async () => {
    for (let index = 0; index < 150; index++) show(`onboarding ${index}`, 1_000 - index);
    unknown.clear();
    expect(await oldest()).toBe(900);
    expect(read).toHaveLength(100);
    expect(await oldest()).toBe(0);
    expect(read).toHaveLength(150);
  });

  it('is tracked for at most 10,000 of them', async () => {
    for (let index = 0; index < 10_000; index++) show(`onboarding ${index}`, 1);
    show('one more', 60);
    expect(await oldest()).toBe(1);
    expect(read).toEqual(['onboarding 0']);
  });
});

it('a repeated answer is counted', async () => {
  metrics.replayed();
  expect(await valueOf('idempotency_replays_total')).toBe(1);
});
