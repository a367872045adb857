import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { EkoMetrics } from './eko-metrics.js';

/** The series after `count`, as a scrape shows them, without those that are zero. */
async function seriesAfter(count: (metrics: EkoMetrics) => void): Promise<string[]> {
  const registry = new Registry();
  count(new EkoMetrics(registry));
  const text = await registry.metrics();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.endsWith(' 0'));
}

describe('a metric of calls to Eko', () => {
  it.each<[string, (metrics: EkoMetrics) => void, readonly string[]]>([
    [
      'counts a foreign reply',
      (metrics) => {
        metrics.foreignReply('ppi-levin', 'lookUp', false);
      },
      ['eko_foreign_replies_total{product="ppi-levin",call="lookUp",taken="false"} 1'],
    ],
    [
      'counts a row of the overrides file that decided',
      (metrics) => {
        metrics.overridden('ppi-levin', 'lookUp', '/outcomes/*/0');
      },
      ['eko_override_outcomes_total{product="ppi-levin",call="lookUp",row="/outcomes/*/0"} 1'],
    ],
    [
      'counts refused credentials',
      (metrics) => {
        metrics.credentialsRefused('ppi-levin', 'key');
      },
      ['eko_credentials_refused_total{product="ppi-levin",reason="key"} 1'],
    ],
    [
      'counts a repetition',
      (metrics) => {
        metrics.retried('ppi-levin', 'transport');
      },
      ['eko_retries_total{product="ppi-levin",reason="transport"} 1'],
    ],
    [
      'counts a repetition that the budget did not allow',
      (metrics) => {
        metrics.retryBudgetExhausted('ppi-levin');
      },
      ['eko_retry_budget_exhausted_total{product="ppi-levin"} 1'],
    ],
    [
      'shows an open breaker',
      (metrics) => {
        metrics.breakerIs('ppi-levin', 'open');
      },
      ['eko_breaker_open{product="ppi-levin"} 1'],
    ],
    [
      'shows a half-open breaker',
      (metrics) => {
        metrics.breakerIs('ppi-levin', 'half-open');
      },
      ['eko_breaker_open{product="ppi-levin"} 0.5'],
    ],
    [
      'shows a closed breaker as 0',
      (metrics) => {
        metrics.breakerIs('ppi-levin', 'closed');
      },
      [],
    ],
    [
      'shows a bulkhead',
      (metrics) => {
        metrics.watchBulkhead('ppi-levin', () => ({ running: 3, queued: 2 }));
      },
      [
        'eko_bulkhead_queued_calls{product="ppi-levin"} 2',
        'eko_bulkhead_running_calls{product="ppi-levin"} 3',
      ],
    ],
    [
      'shows the pool',
      (metrics) => {
        metrics.watchPool(() => ({ running: 3, queued: 2 }));
      },
      ['eko_pool_queued_calls 2', 'eko_pool_running_calls 3'],
    ],
    [
      'shows the difference of the clocks',
      (metrics) => {
        metrics.clockSkew(-1.5);
      },
      ['eko_clock_skew_seconds -1.5'],
    ],
  ])('%s', async (_what, count, series) => {
    expect(await seriesAfter(count)).toEqual(series);
  });

  it('counts a call by its duration and outcome', async () => {
    const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, '+Inf'];
    const labels = 'product="ppi-levin",call="lookUp",outcome="lost"';
    expect(
      await seriesAfter((metrics) => {
        metrics.call('ppi-levin', 'lookUp', 'lost', 0.01);
      }),
    ).toEqual([
      ...bounds.map((bound) => `eko_call_duration_seconds_bucket{le="${bound}",${labels}} 1`),
      `eko_call_duration_seconds_sum{${labels}} 0.01`,
      `eko_call_duration_seconds_count{${labels}} 1`,
    ]);
  });

  it('counts an unrecognized reply, and no other', async () => {
    const series = await seriesAfter((metrics) => {
      metrics.call('ppi-levin', 'lookUp', 'unrecognized', 0.01);
      metrics.call('ppi-levin', 'lookUp', 'answered', 0.01);
    });
    expect(series.filter((line) => line.startsWith('eko_unrecognized'))).toEqual([
      'eko_unrecognized_outcomes_total{product="ppi-levin",call="lookUp"} 1',
    ]);
  });

  it('counts the wait for a signing timestamp', async () => {
    const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, '+Inf'];
    expect(
      await seriesAfter((metrics) => {
        metrics.signingWait(0.0005);
      }),
    ).toEqual([
      ...bounds.map((bound) => `eko_signing_wait_seconds_bucket{le="${bound}"} 1`),
      'eko_signing_wait_seconds_sum 0.0005',
      'eko_signing_wait_seconds_count 1',
    ]);
  });
});
