import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { sandboxConfig } from '../config/testing/sandbox-config.js';
import { NO_TRACING, type SpanAttributes, type SpanEnd, type Tracing } from '../observability/tracing.js';
import { notMade, type Attempt } from './reply.js';
import type { EkoCall } from './call.js';
import { RetryBudget, type CallGuards } from './call-guard.js';
import { EkoClient } from './eko-client.js';
import type { EkoMetrics } from './eko-metrics.js';
import type { SignedExchange } from './signed-exchange.js';

const WORKED: Attempt = { reply: { kind: 'rejected', httpStatus: 404 }, health: 'worked' };
const REFUSED: Attempt = {
  reply: { kind: 'signatureRefused', reason: 'unknown', httpStatus: 401 },
  health: 'worked',
  repeatable: 'signature',
};
const UNSENT: Attempt = {
  reply: { kind: 'notSent', reason: 'econnrefused' },
  health: 'failed',
  repeatable: 'transport',
};
const LOST: Attempt = { reply: { kind: 'lost', reason: 'econnreset' }, health: 'failed' };

interface Made {
  /** When each attempt was made, and whether a signature had been refused before it. */
  readonly attempts: { readonly at: number; readonly refused: boolean }[];
  readonly counted: string[];
  readonly client: EkoClient;
}

/** A client whose attempts have these results in turn; the last result repeats. */
function clientOf(results: readonly Attempt[], tracing = NO_TRACING): Made {
  const attempts: Made['attempts'] = [];
  const counted: string[] = [];
  const exchange = {
    send: (_call: EkoCall, refused: boolean) => {
      attempts.push({ at: performance.now(), refused });
      return Promise.resolve(results[Math.min(attempts.length, results.length) - 1]);
    },
  };
  const guard = {
    budget: new RetryBudget(),
    pass: (_deadline: number, attempt: () => Promise<Attempt>) => attempt(),
  };
  const metrics = {
    retried: (product: string, reason: string) => counted.push(`${product} ${reason}`),
    retryBudgetExhausted: (product: string) => counted.push(`${product} exhausted`),
  };
  const client = new EkoClient(
    exchange as unknown as SignedExchange,
    { of: () => guard } as unknown as CallGuards,
    metrics as unknown as EkoMetrics,
    tracing,
    sandboxConfig(),
  );
  return { attempts, counted, client };
}

function callWith(milliseconds: number): EkoCall {
  return {
    product: 'dmt-fino',
    definition: { name: 'lookUp', method: 'GET', path: '/customer/{customer_id}' },
    mobile: '9444444444',
    agent: '20810200',
    clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
    fields: {},
    deadline: Date.now() + milliseconds,
  };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a repetition', () => {
  it.each<[string, readonly Attempt[], readonly boolean[]]>([
    ['a refused signature', [REFUSED, WORKED], [false, true]],
    ['a connection that failed', [UNSENT, WORKED], [false, false]],
    ['both, one after the other', [UNSENT, REFUSED, WORKED], [false, false, true]],
    ['both, the other way round', [REFUSED, UNSENT, WORKED], [false, true, true]],
  ])('after %s is signed with the valid credentials of a rotation', async (_, results, refused) => {
    const { client, attempts } = clientOf(results);
    expect(await client.call(callWith(60_000))).toEqual(WORKED.reply);
    expect(attempts.map((one) => one.refused)).toEqual(refused);
  });

  it.each<[string, readonly Attempt[], number]>([
    ['a signature that is refused', [REFUSED], 2],
    ['a connection that fails', [UNSENT], 3],
    ['a signature and then connections', [REFUSED, UNSENT], 3],
    ['a connection and then signatures', [UNSENT, REFUSED], 3],
    ['an answer that was lost', [LOST], 1],
  ])('of %s is made the expected number of times: %#', async (_, results, times) => {
    const { client, attempts } = clientOf(results);
    await client.call(callWith(60_000));
    expect(attempts).toHaveLength(times);
  });

  it('waits up to 100 ms after a failed connection, and up to 200 ms before the second repetition', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.9);
    const { client, attempts } = clientOf([UNSENT]);
    await client.call(callWith(60_000));
    const [first = 0, second = 0, third = 0] = attempts.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(88);
    expect(third - second).toBeGreaterThanOrEqual(178);
  });

  it.each([0, 0.5])('is not made when its wait would end %d of 100 ms after the deadline', async (late) => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    jest.spyOn(Math, 'random').mockReturnValue(0.5 + late);
    const { client, attempts } = clientOf([UNSENT]);
    expect(await client.call(callWith(50))).toEqual(UNSENT.reply);
    expect(attempts).toHaveLength(1);
  });

  it('of a refused signature does not wait', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const { client, attempts } = clientOf([REFUSED, WORKED]);
    expect(await client.call(callWith(1))).toEqual(WORKED.reply);
    expect(attempts).toHaveLength(2);
  });

  it('is counted with its reason, and an empty budget is counted, too', async () => {
    const { client, counted } = clientOf([UNSENT, REFUSED, WORKED]);
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await client.call(callWith(60_000));
    expect(counted).toEqual(['dmt-fino transport', 'dmt-fino signature']);
    const busy = clientOf([REFUSED]);
    for (let call = 0; call < 12; call++) await busy.client.call(callWith(60_000));
    expect(busy.counted.slice(0, 10)).toEqual(Array<string>(10).fill('dmt-fino signature'));
    expect(busy.counted).toContain('dmt-fino exhausted');
  });
});

describe('a repetition that the open breaker refuses', () => {
  const open = notMade('breaker_open', 5);

  it('has the reason that opened the breaker', async () => {
    const { client } = clientOf([UNSENT, open]);
    expect(await client.call(callWith(60_000))).toEqual({
      kind: 'notSent',
      reason: 'econnrefused',
      retryAfterSeconds: 5,
    });
  });

  it('has its own reason after a refused signature', async () => {
    const { client } = clientOf([REFUSED, open]);
    expect(await client.call(callWith(60_000))).toEqual(open.reply);
  });

  it.each<[string, Attempt]>([
    ['an answer', WORKED],
    ['an inconclusive answer', { ...WORKED, health: 'inconclusive' }],
    ['a lost answer', LOST],
    ['another failure', { reply: { kind: 'notSent', reason: 'enotfound' }, health: 'failed' }],
  ])('is distinguished from one that had %s', async (_, second) => {
    const { client } = clientOf([UNSENT, second]);
    expect(await client.call(callWith(60_000))).toEqual(second.reply);
  });
});

describe('the span of a call', () => {
  it.each<[Attempt, SpanEnd]>([
    [WORKED, { attributes: { 'eko.reply': 'rejected' }, failed: true }],
    [LOST, { attributes: { 'eko.reply': 'lost', 'error.type': 'econnreset' }, failed: true }],
    [
      {
        reply: {
          kind: 'answered',
          httpStatus: 200,
          shape: () => ({}),
          envelope: { data: {}, invalidParameters: [] },
        } as unknown as Attempt['reply'],
        health: 'worked',
      },
      { attributes: { 'eko.reply': 'answered' }, failed: false },
    ],
  ])('names the call, never the customer: %#', async (attempt, end) => {
    const spans: { name: string; attributes: SpanAttributes; end: SpanEnd }[] = [];
    const tracing: Tracing = {
      ...NO_TRACING,
      inSpan: async (name, attributes, work, endOf) => {
        const result = await work();
        spans.push({ name, attributes, end: endOf(result) });
        return result;
      },
    };
    await clientOf([attempt], tracing).client.call(callWith(60_000));
    expect(spans).toEqual([
      {
        name: 'eko lookUp',
        attributes: {
          'eko.product': 'dmt-fino',
          'eko.call': 'lookUp',
          'eko.client_ref_id': 'AbCdEfGhIjKlMnOpQrSt',
          'http.request.method': 'GET',
          'url.template': '/customer/{customer_id}',
        },
        end,
      },
    ]);
  });
});
