import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TracesConfig } from '../config/gateway-config.js';
import type { Egress } from '../egress/egress.js';
import { traceOf } from '../errors/trace.js';
import {
  setTraceIdSource,
  type RequestSpan,
  type SpanEnd,
  type SpanAttributes,
  type Tracing,
} from './tracing.js';

const SERVICE = 'eko-onboarding-gateway';
/** Time limit to send the last spans, milliseconds: a collector that is down must not delay the shutdown. */
const FLUSH_TIMEOUT_MS = 1_000;

const HEADERS = {
  get: (headers: Readonly<Record<string, unknown>>, name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  },
  keys: (headers: object): string[] => Object.keys(headers),
};

/** Sends traces to a collector. Imported dynamically, and only when a collector is configured. */
export function openTelemetry({ url, headers }: TracesConfig, egress: Egress): Tracing {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const agent = egress.agentTo(url);
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    ...(agent && { httpAgentOptions: () => agent }),
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': SERVICE }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  setTraceIdSource(() => trace.getActiveSpan()?.spanContext().traceId);
  return new OpenTelemetry(provider.getTracer(SERVICE), () => provider.shutdown());
}

class OpenTelemetry implements Tracing {
  private readonly propagator = new W3CTraceContextPropagator();

  constructor(
    private readonly tracer: Tracer,
    private readonly shutdown: () => Promise<void>,
  ) {}

  request(headers: Readonly<Record<string, unknown>>): RequestSpan {
    const parent = this.propagator.extract(ROOT_CONTEXT, headers, HEADERS);
    const span = this.tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
    const spanContext = trace.setSpan(parent, span);
    return {
      traceId: span.spanContext().traceId,
      run: (rest) => {
        context.with(spanContext, rest);
      },
      end: (name, end) => {
        span.updateName(name);
        endSpan(span, end);
      },
    };
  }

  inSpan<T>(
    name: string,
    attributes: SpanAttributes,
    work: () => Promise<T>,
    endOf: (result: T) => SpanEnd,
  ): Promise<T> {
    const options = { kind: SpanKind.CLIENT, attributes };
    return this.tracer.startActiveSpan(name, options, async (span) => {
      try {
        const result = await work();
        endSpan(span, endOf(result));
        return result;
      } catch (error) {
        endSpan(span, { attributes: { 'error.type': traceOf(error).type }, failed: true });
        throw error;
      }
    });
  }

  recordSpan(name: string, milliseconds: number, end: SpanEnd): void {
    // Operations outside a request, such as a health check's ping, would create traces of a single span.
    if (!trace.getActiveSpan()) return;
    const startTime = Date.now() - milliseconds;
    endSpan(this.tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime }), end);
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, FLUSH_TIMEOUT_MS)));
    await Promise.race([this.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

function endSpan(span: Span, { attributes, failed }: SpanEnd): void {
  span.setAttributes(attributes);
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
