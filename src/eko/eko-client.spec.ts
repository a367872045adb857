import { HttpService } from '@nestjs/axios';
import { describe, expect, it } from '@jest/globals';
import { create, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import type { Overrides } from '../config/overrides.js';
import { readConfig } from '../config/read-config.js';
import { Registry } from 'prom-client';
import { HttpMetrics } from '../http/http-metrics.js';
import { EkoMetrics } from './eko-metrics.js';
import { NO_TRACING } from '../observability/tracing.js';
import type { EkoCall } from './call.js';
import { CallGuards } from './call-guard.js';
import { EkoClient } from './eko-client.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { signature } from './request.js';
import { SignedExchange } from './signed-exchange.js';
import type { SigningSequence } from '../store/signing-sequence.js';
import { SigningTimestamps } from './signing-timestamps.js';
import { TransportFailure } from './undici-adapter.js';

type Answer = { readonly status: number; readonly data: string } | Error;

const COMPLETED = { status: 200, data: '{"response_type_id":309}' };
const REFUSED = { status: 401, data: '' };
const answered = {
  kind: 'answered',
  httpStatus: 200,
  shape: expect.any(Function) as unknown,
  envelope: { typeId: 309, data: {}, invalidParameters: [] },
};
const CONFIGURATION = {
  EKO_BASE_URL: 'http://127.0.0.1:1/v3',
  AUTH_MODE: 'disabled',
  MAX_IN_FLIGHT: '1000',
  EKO_PPI_LEVIN_DEVELOPER_KEY: 'levin-developer-key',
  EKO_PPI_LEVIN_ACCESS_KEY: 'levin-access-key',
  EKO_PPI_LEVIN_INITIATOR_ID: '9876500000',
  EKO_OVERRIDES_FILE: 'overrides.json',
};
const OVERRIDES: Overrides = {
  outcomes: {},
  digest: '',
  calls: {
    'ppi-levin.register': {
      method: 'PUT',
      path: '/elsewhere/{customer_id}',
      add: { service_code: 81 },
      omit: ['user_code'],
    },
  },
};
const PRODUCTS = {
  names: ['dmt-fino', 'ppi-levin'],
  readOverrides: () => ({ overrides: OVERRIDES }),
};

/** A sequence that never runs out. */
function endless(start: number): SigningSequence {
  let next = start;
  return {
    check: () => Promise.resolve(0),
    close: () => undefined,
    reserve: (_key, count) => {
      const first = next;
      next += count;
      return Promise.resolve({ first, count, skewMs: 0 });
    },
  };
}

/** A client whose transport gives these answers in turn, and the requests that it was given. */
async function clientOf(
  ...answers: readonly Answer[]
): Promise<{ client: EkoClient; sent: InternalAxiosRequestConfig[] }> {
  const sent: InternalAxiosRequestConfig[] = [];
  const axios = create({
    adapter: (config) => {
      const answer = answers[Math.min(sent.push(config), answers.length) - 1];
      if (!answer || answer instanceof Error) return Promise.reject(answer ?? new Error('no answer'));
      return Promise.resolve({ ...answer, statusText: '', headers: new AxiosHeaders(), config });
    },
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
  });
  const config = readConfig(CONFIGURATION, PRODUCTS, () => 'what the reader reads');
  const endpoint = new EkoEndpoint(config);
  await endpoint.open();
  const timestamps = new SigningTimestamps(endless(1_700_000_000_000));
  const registry = new Registry();
  const metrics = new EkoMetrics(registry);
  const exchange = new SignedExchange(
    new HttpService(axios),
    endpoint,
    timestamps,
    metrics,
    new HttpMetrics(registry),
    config,
  );
  const guards = new CallGuards(config, metrics);
  return { client: new EkoClient(exchange, guards, metrics, NO_TRACING, config), sent };
}

/** The headers that the transport was given. */
function headersOf({ wireHeaders = [] }: Partial<InternalAxiosRequestConfig> = {}): Record<string, string> {
  return Object.fromEntries(
    wireHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, wireHeaders[index + 1] ?? '']] : [])),
  );
}

function callOf(product: string, name: 'lookUp' | 'register', fields = {}): EkoCall {
  const method = name === 'lookUp' ? 'GET' : 'POST';
  return {
    product,
    definition: { name, method, path: '/customer/{customer_id}' },
    mobile: '9444444444',
    agent: '20810200',
    clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
    fields,
    deadline: Date.now() + 60_000,
  };
}

describe('the Eko client', () => {
  it('signs with the shared credentials of the sandbox', async () => {
    const { client, sent } = await clientOf(COMPLETED);
    expect(await client.call(callOf('dmt-fino', 'lookUp'))).toEqual(answered);
    expect(sent.map((one) => ({ url: one.url, method: one.method, headers: headersOf(one) }))).toEqual([
      {
        url: 'http://127.0.0.1:1/v3/customer/9444444444?initiator_id=9962981729&user_code=20810200&client_ref_id=AbCdEfGhIjKlMnOpQrSt',
        method: 'get',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          developer_key: 'sandbox-developer-key',
          'secret-key': 'u30ak/iOGwKCaspqCeiYng8fd98QDx7kF3DBBOadQHk=',
          'secret-key-timestamp': '1700000000000',
        },
      },
    ]);
  });

  it("uses a product's own credentials, and applies its override", async () => {
    const { client, sent } = await clientOf(COMPLETED);
    await client.call(callOf('ppi-levin', 'register', { name: 'Karan' }));
    expect(sent[0]?.url).toBe('http://127.0.0.1:1/v3/elsewhere/9444444444');
    expect(headersOf(sent[0])['developer_key']).toBe('levin-developer-key');
    expect(headersOf(sent[0])['secret-key']).toBe(signature('levin-access-key', 1_700_000_000_000));
    expect(sent[0]?.data).toBe(
      '{"initiator_id":"9876500000","client_ref_id":"AbCdEfGhIjKlMnOpQrSt","name":"Karan","service_code":81}',
    );
    expect(sent[0]?.method).toBe('put');
  });

  it('signs and sends once more after a refused signature', async () => {
    const { client, sent } = await clientOf(REFUSED, COMPLETED);
    expect(await client.call(callOf('dmt-fino', 'lookUp'))).toEqual(answered);
    expect(sent.map((one) => headersOf(one)['secret-key-timestamp'])).toEqual([
      '1700000000000',
      '1700000000001',
    ]);
    expect(sent[0]?.url).toBe(sent[1]?.url);
    expect(headersOf(sent[1])['secret-key']).toBe(signature('TEST_ACCESS_KEY_DO_NOT_USE', 1_700_000_000_001));
  });

  it.each<[string, Answer, object]>([
    ['401', REFUSED, { reason: 'unknown', httpStatus: 401 }],
    ['403', { status: 403, data: '' }, { reason: 'unknown', httpStatus: 403 }],
    [
      '2485',
      { status: 200, data: '{"response_type_id":2485}' },
      { reason: 'timestamp', httpStatus: 200, typeId: 2485 },
    ],
  ])('sends at most twice when every answer is %s', async (_, refusal, expected) => {
    const { client, sent } = await clientOf(refusal);
    expect(await client.call(callOf('dmt-fino', 'lookUp'))).toEqual({
      kind: 'signatureRefused',
      ...expected,
    });
    expect(sent).toHaveLength(2);
  });

  it.each<[string, Answer, object]>([
    ['500', { status: 500, data: '' }, { kind: 'lost', reason: 'http_500' }],
    ['429', { status: 429, data: '' }, { kind: 'notSent', reason: 'http_429', seen: true }],
    ['404', { status: 404, data: '' }, { kind: 'rejected', httpStatus: 404 }],
    ['a page', { status: 200, data: '<html>' }, { kind: 'lost', reason: 'not_json' }],
    ['a lost connection', new TransportFailure('econnreset', true), { kind: 'lost', reason: 'econnreset' }],
    ['no time to send', new TransportFailure('timeout', false), { kind: 'notSent', reason: 'timeout' }],
    [
      'a cancellation by this process before it was sent',
      new TransportFailure('und_err_destroyed', false),
      { kind: 'notSent', reason: 'und_err_destroyed' },
    ],
  ])('sends once when the reply is %s', async (_, answer, reply) => {
    const { client, sent } = await clientOf(answer);
    expect(await client.call(callOf('dmt-fino', 'lookUp'))).toEqual(reply);
    expect(sent).toHaveLength(1);
  });

  it('tries a failed connection twice more', async () => {
    const { client, sent } = await clientOf(new TransportFailure('refused', false));
    expect(await client.call(callOf('dmt-fino', 'lookUp'))).toEqual({ kind: 'notSent', reason: 'refused' });
    expect(sent).toHaveLength(3);
  });

  it('repeats after a failed connection, with a new signature', async () => {
    const { client, sent } = await clientOf(new TransportFailure('refused', false), COMPLETED);
    expect(await client.call(callOf('dmt-fino', 'lookUp'))).toEqual(answered);
    const timestamps = sent.map((one) => headersOf(one)['secret-key-timestamp']);
    expect(new Set(timestamps).size).toBe(2);
  });

  it('repeats at most a tenth of the traffic and a reserve of ten', async () => {
    const { client, sent } = await clientOf(REFUSED);
    for (let call = 0; call < 200; call++) await client.call(callOf('dmt-fino', 'lookUp'));
    expect(sent.length).toBeGreaterThan(220);
    expect(sent.length).toBeLessThanOrEqual(230);
  });

  it('sends nothing once the time of the step is over', async () => {
    const { client, sent } = await clientOf(COMPLETED);
    const late = { ...callOf('dmt-fino', 'lookUp'), deadline: Date.now() };
    expect(await client.call(late)).toEqual({ kind: 'notSent', reason: 'deadline' });
    expect(sent).toEqual([]);
  });

  it('gives 500 concurrent calls of one developer key 500 timestamps', async () => {
    const { client, sent } = await clientOf(COMPLETED);
    await Promise.all(Array.from({ length: 500 }, () => client.call(callOf('dmt-fino', 'lookUp'))));
    expect(new Set(sent.map((one) => headersOf(one)['secret-key-timestamp'])).size).toBe(500);
  });

  it('passes on a programming error', async () => {
    const { client } = await clientOf(new TypeError('ours'));
    await expect(client.call(callOf('dmt-fino', 'lookUp'))).rejects.toThrow('ours');
  });
});
