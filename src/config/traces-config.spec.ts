import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './environment.js';
import type { TracesConfig } from './gateway-config.js';
import { readConfig } from './read-config.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

function read(variables: Readonly<Record<string, string>>, file = ''): TracesConfig | undefined {
  return readConfig({ ...ENDPOINT, ...variables }, { names: [] }, () => file).traces;
}

describe('the headers for the collector', () => {
  it('are pairs with percent-encoded values', () => {
    const text = 'Authorization=Basic%20YTpi, x-team = onboarding=1';
    expect(read({ OTEL_EXPORTER_OTLP_HEADERS: text })?.headers).toEqual({
      Authorization: 'Basic YTpi',
      'x-team': 'onboarding=1',
    });
    expect(read({})).toEqual({ url: 'http://collector:4318', headers: {} });
  });

  it('can come from a file, because they contain a token', () => {
    const variables = { OTEL_EXPORTER_OTLP_HEADERS_FILE: '/run/headers' };
    expect(read(variables, 'api-key=t0ken\n')?.headers).toEqual({ 'api-key': 't0ken' });
  });

  it.each(['t0ken', '=t0ken', 'api key=t0ken', 'api-key=%zz', 'api-key=t0%0aken', 'api-key=t0ken,'])(
    'are refused as "%s", without showing the value',
    (text) => {
      const must = 'must be name=value pairs separated by commas, values percent-encoded';
      expect(() => read({ OTEL_EXPORTER_OTLP_HEADERS: text })).toThrow(
        new ConfigurationError([`OTEL_EXPORTER_OTLP_HEADERS ${must}`]),
      );
    },
  );
});
