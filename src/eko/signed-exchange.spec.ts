import { HttpService } from '@nestjs/axios';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sandboxConfig } from '../config/testing/sandbox-config.js';
import { AxiosHeaders, create, type InternalAxiosRequestConfig } from 'axios';
import { Registry } from 'prom-client';
import type { EkoCredentials } from '../config/gateway-config.js';
import { HttpMetrics } from '../http/http-metrics.js';
import type { EkoCall } from './call.js';
import type { EkoEndpoint } from './eko-endpoint.js';
import { EkoMetrics } from './eko-metrics.js';
import type { Attempt } from './reply.js';
import { SignedExchange } from './signed-exchange.js';
import type { SigningTimestamps } from './signing-timestamps.js';
import { TransportFailure } from './undici-adapter.js';

const NOW = Date.parse('2026-11-21T10:00:00.500Z');
const TIMEOUT_MS = 10_000;
const CURRENT: EkoCredentials = { developerKey: 'current', accessKey: 'a', initiatorId: '9962981729' };
const EARLIER: EkoCredentials = { developerKey: 'earlier', accessKey: 'b', initiatorId: '9962981729' };
const CALL: EkoCall = {
  product: 'ppi-levin',
  definition: { name: 'lookUp', method: 'GET', path: '/customer/{customer_id}' },
  mobile: '9444444444',
  agent: '20810200',
  clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
  fields: {},
  deadline: NOW + TIMEOUT_MS,
};
const COMPLETED = '{"response_type_id":309}';
const FOREIGN = '{"response_type_id":309,"data":{"customer_id":"7000000001"}}';

interface Stage {
  readonly environment?: 'production' | 'uat';
  /** What the transport does; the request is a reply with COMPLETED where it is absent. */
  readonly transport?: () => Partial<{ data: string; status: number; date: string }> | Error;
  /** The next signing timestamp. */
  readonly next?: () => Promise<number | undefined>;
  /** How far the signing clock is ahead, milliseconds. */
  readonly skewMs?: number;
}

interface Made {
  readonly exchange: SignedExchange;
  readonly sent: InternalAxiosRequestConfig[];
  readonly prepared: string[];
  readonly metric: (name: string, labels?: Readonly<Record<string, string>>) => Promise<number | undefined>;
}

function stage({ environment = 'uat', transport = () => ({}), next, skewMs = 0 }: Stage = {}): Made {
  const sent: InternalAxiosRequestConfig[] = [];
  const prepared: string[] = [];
  const axios = create({
    adapter: (config) => {
      sent.push(config);
      const answer = transport();
      if (answer instanceof Error) return Promise.reject(answer);
      const { data = COMPLETED, status = 200, date } = answer;
      const headers = new AxiosHeaders(date === undefined ? {} : { date });
      return Promise.resolve({ data, status, statusText: '', headers, config });
    },
    transformResponse: [],
    validateStatus: null,
  });
  const timestamps = {
    next: next ?? (() => Promise.resolve(1_700_000_000_000)),
    prepare: (key: string) => prepared.push(key),
    skewOf: (key: string) => (key === 'current' ? skewMs : 0),
  };
  const registry = new Registry();
  const credentials = (_product: string, refused: boolean): EkoCredentials => (refused ? EARLIER : CURRENT);
  const exchange = new SignedExchange(
    new HttpService(axios),
    { url: 'https://eko.test' } as EkoEndpoint,
    timestamps as unknown as SigningTimestamps,
    new EkoMetrics(registry),
    new HttpMetrics(registry),
    sandboxConfig({ eko: { environment, timeoutMs: TIMEOUT_MS, credentials } }),
  );
  const metric: Made['metric'] = async (name, labels = {}) => {
    const { values = [] } = (await registry.getSingleMetric(name)?.get()) ?? {};
    return values.find(({ labels: has }) =>
      Object.entries(labels).every(([label, value]) => Object.is(has[label as never], value)),
    )?.value;
  };
  return { exchange, sent, prepared, metric };
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('timestamps', () => {
  it('are announced for the developer key of the product', () => {
    const { exchange, prepared } = stage();
    exchange.prepare('ppi-levin');
    expect(prepared).toEqual(['current']);
  });

  it('that are all used make the gateway overloaded: nothing is sent, and that is counted', async () => {
    const { exchange, sent, metric } = stage({ next: () => Promise.resolve(undefined) });
    const attempt = { reply: { kind: 'overloaded' }, health: 'inconclusive' };
    expect(await exchange.send(CALL, false)).toStrictEqual(attempt);
    expect(sent).toEqual([]);
    expect(await metric('gateway_shed_requests_total', { reason: 'signing' })).toBe(1);
  });

  it('that the store does not reserve leave the request unsigned: nothing is sent', async () => {
    const { exchange, sent, metric } = stage({ next: () => Promise.reject(new Error('down')) });
    const attempt = { reply: { kind: 'unsigned' }, health: 'inconclusive' };
    expect(await exchange.send(CALL, false)).toStrictEqual(attempt);
    expect(sent).toEqual([]);
    expect(await metric('gateway_shed_requests_total', { reason: 'signing' })).toBe(0);
  });

  it('are waited for, and the wait is measured in seconds', async () => {
    const { exchange, metric } = stage({
      next: () => {
        jest.advanceTimersByTime(250);
        return Promise.resolve(1_700_000_000_000);
      },
    });
    await exchange.send(CALL, false);
    expect(await metric('eko_signing_wait_seconds', { le: 0.1 as never })).toBe(0);
    expect(await metric('eko_signing_wait_seconds', { le: 0.25 as never })).toBe(1);
  });
});

describe('the deadline of a call', () => {
  const notMade = { reply: { kind: 'notSent', reason: 'deadline' }, health: 'inconclusive' };

  it.each([0, 1])('that has passed %d ms ago sends nothing and takes no timestamp', async (ago) => {
    let taken = 0;
    const { exchange, sent } = stage({ next: () => Promise.resolve((taken += 1)) });
    expect(await exchange.send({ ...CALL, deadline: NOW - ago }, false)).toStrictEqual(notMade);
    expect([taken, sent]).toEqual([0, []]);
  });

  it.each([0, 1])('that passed %d ms before the timestamp was free sends nothing', async (ago) => {
    const { exchange, sent } = stage({
      next: () => {
        jest.advanceTimersByTime(10 + ago);
        return Promise.resolve(1_700_000_000_000);
      },
    });
    expect(await exchange.send({ ...CALL, deadline: NOW + 10 }, false)).toStrictEqual(notMade);
    expect(sent).toEqual([]);
  });
});

describe('the clocks', () => {
  it.each([
    ['agree within the second of a Date', 'Sat, 21 Nov 2026 10:00:00 GMT', 0, 0],
    ['differ: ours is ahead', 'Sat, 21 Nov 2026 09:59:00 GMT', 0, 59.5],
    ['differ: ours is behind', 'Sat, 21 Nov 2026 10:01:00 GMT', 0, -59.5],
    ['are those of the signature, not of this process', 'Sat, 21 Nov 2026 09:59:00 GMT', 2_000, 61.5],
    ['are those of the signature, which is behind', 'Sat, 21 Nov 2026 10:01:00 GMT', -2_000, -61.5],
  ])('%s', async (_what, date, skewMs, seconds) => {
    const { exchange, metric } = stage({ transport: () => ({ date }), skewMs });
    await exchange.send(CALL, false);
    expect(await metric('eko_clock_skew_seconds')).toBe(seconds);
  });

  it('are compared from the moment of sending', async () => {
    const { exchange, metric } = stage({
      transport: () => {
        jest.advanceTimersByTime(5_000);
        return { date: 'Sat, 21 Nov 2026 10:00:03 GMT' };
      },
    });
    await exchange.send(CALL, false);
    expect(await metric('eko_clock_skew_seconds')).toBe(0);
  });

  it('keep their last difference when a reply has no Date', async () => {
    const dates = ['Sat, 21 Nov 2026 09:59:00 GMT', undefined];
    const { exchange, metric } = stage({
      transport: () => {
        const date = dates.shift();
        return date === undefined ? {} : { date };
      },
    });
    await exchange.send(CALL, false);
    await exchange.send(CALL, false);
    expect(await metric('eko_clock_skew_seconds')).toBe(59.5);
  });
});

describe('a reply', () => {
  it.each([
    ['production', { reply: { kind: 'lost', reason: 'foreign' }, health: 'worked' }],
    ['uat', { reply: { kind: 'answered' }, health: 'worked' }],
  ] as const)('about another customer in %s', async (environment, attempt) => {
    const { exchange, metric } = stage({ environment, transport: () => ({ data: FOREIGN }) });
    expect(await exchange.send(CALL, false)).toMatchObject(attempt);
    const labels = { product: 'ppi-levin', call: 'lookUp', taken: String(environment === 'uat') };
    expect(await metric('eko_foreign_replies_total', labels)).toBe(1);
  });

  it('about the customer is counted as foreign nowhere', async () => {
    const { exchange, metric } = stage({ environment: 'production' });
    expect(await exchange.send(CALL, false)).toMatchObject({ reply: { kind: 'answered' } });
    expect(await metric('eko_foreign_replies_total')).toBeUndefined();
  });

  it.each<[string, number, Partial<Attempt>]>([
    ['that cannot be read counts against Eko', 502, { health: 'failed' }],
    ['that rejects the request does not', 404, { health: 'worked' }],
    ['that refuses the signature does not', 401, { health: 'worked', repeatable: 'signature' }],
  ])('%s', async (_what, status, attempt) => {
    const { exchange } = stage({ transport: () => ({ status, data: '' }) });
    expect(await exchange.send(CALL, false)).toMatchObject(attempt);
  });
});

describe('a failure of the transport', () => {
  it.each<[string, boolean, number, Attempt]>([
    ['timeout', true, TIMEOUT_MS / 2, { reply: { kind: 'lost', reason: 'timeout' }, health: 'failed' }],
    [
      'timeout',
      true,
      TIMEOUT_MS / 2 - 1,
      { reply: { kind: 'lost', reason: 'timeout' }, health: 'inconclusive' },
    ],
    ['timeout', false, TIMEOUT_MS, { reply: { kind: 'notSent', reason: 'timeout' }, health: 'failed' }],
    ['econnreset', true, 10, { reply: { kind: 'lost', reason: 'econnreset' }, health: 'failed' }],
    [
      'und_err_destroyed',
      false,
      TIMEOUT_MS,
      { reply: { kind: 'notSent', reason: 'und_err_destroyed' }, health: 'failed' },
    ],
    [
      'econnrefused',
      false,
      TIMEOUT_MS,
      { reply: { kind: 'notSent', reason: 'econnrefused' }, health: 'failed', repeatable: 'transport' },
    ],
  ])('"%s" (sent: %s) with %d ms left', async (reason, sent, timeLeft, attempt) => {
    const { exchange } = stage({ transport: () => new TransportFailure(reason, sent) });
    expect(await exchange.send({ ...CALL, deadline: NOW + timeLeft }, false)).toStrictEqual(attempt);
  });

  it('that is a fault of the gateway is thrown', async () => {
    const { exchange } = stage({ transport: () => new TypeError('a fault') });
    await expect(exchange.send(CALL, false)).rejects.toThrow(TypeError);
  });
});
