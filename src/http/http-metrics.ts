import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Why a request was refused with OVERLOADED. */
const SHED_REASONS = ['in_flight', 'product_in_flight', 'event_loop', 'signing', 'draining'] as const;
export type ShedReason = (typeof SHED_REASONS)[number];

/** Problems for an exceeded limit, and the limit's name in the metric. */
const LIMITS: Readonly<Record<string, string>> = {
  RATE_LIMITED: 'rate',
  OTP_SENDS_EXHAUSTED: 'otp_sends',
  OTP_ATTEMPTS_EXHAUSTED: 'otp_attempts',
};

/** A request that was answered, or whose client disconnected. */
export interface EndedRequest {
  /** One of the products, or `none`. */
  readonly product: string;
  readonly method: string;
  /** Its pattern, such as /v1/:product/onboardings/:id. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Metrics of answered and refused requests. */
export class HttpMetrics {
  private readonly seconds: Histogram<
    'product' | 'http_request_method' | 'http_route' | 'http_response_status_code'
  >;
  private readonly active: Gauge;
  private readonly problems: Counter<'product' | 'code'>;
  private readonly shedRequests: Counter<'reason'>;
  private readonly rateLimitedRequests: Counter<'limit'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'Rate, errors and duration of the API by product and route',
      labelNames: ['product', 'http_request_method', 'http_route', 'http_response_status_code'],
      // The buckets that OpenTelemetry's HTTP conventions advise.
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      registers,
    });
    this.active = new Gauge({
      name: 'http_server_active_requests',
      help: 'Requests in progress',
      registers,
    });
    this.problems = new Counter({
      name: 'gateway_problems_total',
      help: 'Problems answered, by product and code of the catalogue',
      labelNames: ['product', 'code'],
      registers,
    });
    this.shedRequests = new Counter({
      name: 'gateway_shed_requests_total',
      help: 'Requests refused with OVERLOADED, by reason',
      labelNames: ['reason'],
      registers,
    });
    // A series that exists from the start shows its first increase.
    for (const reason of SHED_REASONS) this.shedRequests.inc({ reason }, 0);
    this.rateLimitedRequests = new Counter({
      name: 'gateway_rate_limited_total',
      help: 'Requests refused by a limit',
      labelNames: ['limit'],
      registers,
    });
  }

  began(): void {
    this.active.inc();
  }

  ended({ product, method, route, status, seconds }: EndedRequest): void {
    this.active.dec();
    this.seconds.observe(
      { product, http_request_method: method, http_route: route, http_response_status_code: status },
      seconds,
    );
  }

  problem(product: string, code: string): void {
    this.problems.inc({ product, code });
    const limit = LIMITS[code];
    if (limit !== undefined) this.rateLimitedRequests.inc({ limit });
  }

  shed(reason: ShedReason): void {
    this.shedRequests.inc({ reason });
  }
}
