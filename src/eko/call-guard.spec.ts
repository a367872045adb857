import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { sandboxConfig } from '../config/testing/sandbox-config.js';
import type { Attempt } from './reply.js';
import { CallGuards } from './call-guard.js';
import { EkoMetrics } from './eko-metrics.js';

const WORKED: Attempt = { reply: { kind: 'rejected', httpStatus: 404 }, health: 'worked' };
const FAILED: Attempt = { reply: { kind: 'lost', reason: 'timeout' }, health: 'failed' };
const TIMEOUT_MS = 10_000;
const OPEN_MS = 5_000;

/** The values of a gauge by product; of one without products, the value of ''. */
type Gauges = (name: string) => Promise<Record<string, number>>;

function guardsOf(maxConnections = 2): { guards: CallGuards; gauges: Gauges } {
  const registry = new Registry();
  const gauges: Gauges = async (name) => {
    const { values = [] } = (await registry.getSingleMetric(name)?.get()) ?? {};
    return Object.fromEntries(values.map(({ labels, value }) => [labels['product'] ?? '', value]));
  };
  const config = sandboxConfig({
    eko: {
      maxConnections,
      maxConnectionsPerProduct: 1,
      timeoutMs: TIMEOUT_MS,
      breaker: { windowCalls: 2, openMs: OPEN_MS },
    },
    overload: { maxInFlight: 2, maxInFlightPerProduct: 2, maxEventLoopDelayMs: 500 },
  });
  const guards = new CallGuards(config, new EkoMetrics(registry));
  return { guards, gauges };
}

const inTime = (milliseconds = TIMEOUT_MS): number => Date.now() + milliseconds;
const makes = (attempt: Attempt) => () => Promise.resolve(attempt);
const never = (): Promise<Attempt> => new Promise(() => undefined);

beforeEach(() => {
  jest.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the guard of a product', () => {
  it('is the same for all calls of the product, and not shared with another product', () => {
    const { guards } = guardsOf();
    expect(guards.of('dmt-fino')).toBe(guards.of('dmt-fino'));
    expect(guards.of('dmt-fino')).not.toBe(guards.of('ppi-levin'));
  });

  it("refuses the product's calls, and no others, at once while its breaker is open", async () => {
    const { guards, gauges } = guardsOf();
    void guards.of('dmt-fino').pass(inTime(), never);
    for (let call = 0; call < 2; call++) {
      const other = guards.of('ppi-levin');
      await other.pass(inTime(), makes(FAILED));
    }
    expect(await gauges('eko_breaker_open')).toEqual({ 'dmt-fino': 0, 'ppi-levin': 1 });
    const refused = await guards.of('ppi-levin').pass(inTime(), never);
    expect(refused.reply).toEqual({ kind: 'notSent', reason: 'breaker_open', retryAfterSeconds: 5 });
    expect(await gauges('eko_breaker_open')).toEqual({ 'dmt-fino': 0, 'ppi-levin': 1 });
  });

  it('refuses other calls while a probe runs', async () => {
    const { guards } = guardsOf();
    const guard = guards.of('dmt-fino');
    for (let call = 0; call < 2; call++) await guard.pass(inTime(), makes(FAILED));
    jest.advanceTimersByTime(OPEN_MS);
    void guard.pass(inTime(), never);
    await jest.advanceTimersByTimeAsync(0);
    const second = guard.pass(inTime(), makes(WORKED));
    await jest.advanceTimersByTimeAsync(0);
    expect((await second).reply).toMatchObject({ reason: 'breaker_open' });
  });

  it.each([
    ['half of the time of Eko', TIMEOUT_MS / 2, WORKED.reply],
    [
      'a millisecond less than that',
      TIMEOUT_MS / 2 - 1,
      { kind: 'notSent', reason: 'breaker_open', retryAfterSeconds: 1 },
    ],
  ])('lets a call with %s left through or refuses it: %#', async (_, milliseconds, reply) => {
    const { guards } = guardsOf();
    const guard = guards.of('dmt-fino');
    for (let call = 0; call < 2; call++) await guard.pass(inTime(), makes(FAILED));
    jest.advanceTimersByTime(OPEN_MS);
    expect((await guard.pass(inTime(milliseconds), makes(WORKED))).reply).toEqual(reply);
  });

  it.each([
    ['its own product', 2, 'dmt-fino'],
    ['all products', 1, 'ppi-levin'],
  ])('lets a call wait for a connection of %s for half of its time', async (_, connections, product) => {
    const { guards } = guardsOf(connections);
    void guards.of('dmt-fino').pass(inTime(), never);
    let reply: Attempt['reply'] | undefined;
    void guards
      .of(product)
      .pass(inTime(), never)
      .then((attempt) => (reply = attempt.reply));
    await jest.advanceTimersByTimeAsync(TIMEOUT_MS / 2 - 1);
    expect(reply).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(reply).toEqual({ kind: 'notSent', reason: 'deadline' });
  });

  it('shows how many calls run and wait, of each product and of all products', async () => {
    const { guards, gauges } = guardsOf();
    void guards.of('dmt-fino').pass(inTime(), never);
    void guards.of('dmt-fino').pass(inTime(), never);
    void guards.of('ppi-levin').pass(inTime(), never);
    await jest.advanceTimersByTimeAsync(0);
    expect(await gauges('eko_breaker_open')).toEqual({ 'dmt-fino': 0, 'ppi-levin': 0 });
    expect(await gauges('eko_bulkhead_running_calls')).toEqual({ 'dmt-fino': 1, 'ppi-levin': 1 });
    expect(await gauges('eko_bulkhead_queued_calls')).toEqual({ 'dmt-fino': 1, 'ppi-levin': 0 });
    expect(await gauges('eko_pool_running_calls')).toEqual({ '': 2 });
    expect(await gauges('eko_pool_queued_calls')).toEqual({ '': 0 });
  });
});
