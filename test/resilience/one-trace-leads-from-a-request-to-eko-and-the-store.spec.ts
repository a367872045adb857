import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Collector } from '../support/collector.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { ScriptedUpstream } from '../support/upstream.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const LOADED = { NODE_OPTIONS: `--import=${new URL('loaded-tracing.mjs', import.meta.url).href}` };

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function collector(): Promise<Collector> {
  const started = await Collector.start();
  stops.push(() => started.stop());
  return started;
}

async function upstream(): Promise<ScriptedUpstream> {
  const started = await ScriptedUpstream.start();
  stops.push(() => started.stop());
  started.will(NOT_REGISTERED);
  return started;
}

test('a traceparent is continued in store and log, and not sent to Eko; no span contains a personal number', async () => {
  const [traces, eko] = [await collector(), await upstream()];
  const gateway = await Gateway.start({ ...eko.settings, ...LOADED, ...traces.settings });
  stops.push(() => gateway.stop());
  const mobile = newMobile();
  const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  expect((await gateway.client.start('dmt-fino', mobile, { headers })).status).toBe(201);
  expect(eko.last.headers['traceparent']).toBeUndefined();
  expect(await gateway.stop()).toBe(0);
  const bytes = traces.received;
  for (const name of ['POST /v1/:product/onboardings', 'eko lookUp', 'store begin', 'store conclude'])
    expect(bytes.includes(name)).toBe(true);
  const spansOfTrace =
    bytes.toString('latin1').split(Buffer.from(TRACE, 'hex').toString('latin1')).length - 1;
  expect(spansOfTrace).toBe(4);
  expect(bytes.includes(mobile)).toBe(false);
  expect(gateway.log).toContainEqual(expect.objectContaining({ event: 'request', trace_id: TRACE }));
  expect(gateway.output).toContain('tracing loaded');
});

test('a collector that requires a token gets it from its file', async () => {
  const [traces, eko] = [await collector(), await upstream()];
  const directory = mkdtempSync(join(tmpdir(), 'headers-'));
  stops.push(() => rm(directory, { recursive: true }));
  const file = join(directory, 'OTEL_EXPORTER_OTLP_HEADERS');
  writeFileSync(file, 'authorization=Bearer%20c4nary-t0ken,x-team=onboarding\n');
  const settings = { ...eko.settings, ...traces.settings, OTEL_EXPORTER_OTLP_HEADERS_FILE: file };
  const gateway = await Gateway.start(settings);
  stops.push(() => gateway.stop());
  expect((await gateway.client.start('dmt-fino', newMobile())).status).toBe(201);
  expect(await gateway.stop()).toBe(0);
  expect(traces.headers).toMatchObject({ authorization: 'Bearer c4nary-t0ken', 'x-team': 'onboarding' });
  expect(gateway.output).not.toContain('c4nary');
});

test('without a collector no tracing module is loaded, and no log line contains a trace id', async () => {
  const eko = await upstream();
  const gateway = await Gateway.start({ ...eko.settings, ...LOADED });
  stops.push(() => gateway.stop());
  const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  expect((await gateway.client.start('dmt-fino', newMobile(), { headers })).status).toBe(201);
  expect(await gateway.stop()).toBe(0);
  expect(gateway.output).not.toContain('tracing loaded');
  expect(gateway.log.filter((line) => 'trace_id' in line)).toEqual([]);
});

test('a collector that is down delays neither requests nor the end', async () => {
  const eko = await upstream();
  const gateway = await Gateway.start({ ...eko.settings, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  stops.push(() => gateway.stop());
  expect((await gateway.client.start('dmt-fino', newMobile())).status).toBe(201);
  expect(await gateway.stop()).toBe(0);
});
