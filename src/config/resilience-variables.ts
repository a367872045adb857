import { isHttpUrl } from './addresses.js';
import { headers, integer, text, type Variable } from './variable-kinds.js';

/** Variables for failures of Eko, overload and tracing. */
export const RESILIENCE_VARIABLES = {
  EKO_MAX_CONNECTIONS_PER_PRODUCT: integer(
    'Most calls to Eko at once for one product, so that a slow one leaves connections to the others; 0: half of EKO_MAX_CONNECTIONS',
    '0',
    0,
    10_000,
  ),
  EKO_BREAKER_WINDOW_CALLS: integer(
    "A product's breaker opens when more than half of this many latest calls found Eko dead or slow",
    '20',
    2,
    1000,
  ),
  EKO_BREAKER_OPEN_MS: integer(
    'How long an open breaker waits before it lets one call probe',
    '5000',
    50,
    600_000,
  ),
  MAX_IN_FLIGHT: integer(
    'Requests worked on at once; those beyond are refused with OVERLOADED',
    '256',
    1,
    100_000,
  ),
  MAX_EVENT_LOOP_DELAY_MS: integer(
    'Lateness of the event loop beyond which requests are refused with OVERLOADED',
    '500',
    10,
    60_000,
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    'Where traces are sent by OTLP over HTTP; without it no tracing code is loaded',
    undefined,
    isHttpUrl,
    'an http or https URL',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: headers(
    'Headers for the collector, such as a token: name=value,…; values percent-encoded',
  ),
} as const satisfies Record<string, Variable<unknown>>;
