/** The attributes of a span: the gateway's own names, never personal data. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** The result that ends a span. */
export interface SpanEnd {
  readonly attributes: SpanAttributes;
  readonly failed: boolean;
}

/** The span of one request, from its arrival to its answer. */
export interface RequestSpan {
  /** 32 hexadecimal digits; absent without tracing. */
  readonly traceId?: string;
  /** Runs the rest of the request in the span. */
  run(rest: () => void): void;
  end(name: string, end: SpanEnd): void;
}

/** Traces a request through its calls to Eko and the store. */
export interface Tracing {
  /** Starts the span of a request. @param headers of the request; its `traceparent` is the parent */
  request(headers: Readonly<Record<string, unknown>>): RequestSpan;
  /** Runs the work in a new span; `endOf` creates the end of the span from the result. */
  inSpan<T>(
    name: string,
    attributes: SpanAttributes,
    work: () => Promise<T>,
    endOf: (result: T) => SpanEnd,
  ): Promise<T>;
  /** Records a span that ends now and began `milliseconds` ago. */
  recordSpan(name: string, milliseconds: number, end: SpanEnd): void;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

export const TRACING = Symbol('Tracing');

const NO_SPAN: RequestSpan = {
  run: (rest) => {
    rest();
  },
  end: () => undefined,
};

/** Without tracing: no spans, and no tracing library is loaded. */
export const NO_TRACING: Tracing = {
  request: () => NO_SPAN,
  inSpan: (_name, _attributes, work) => work(),
  recordSpan: () => undefined,
  close: () => Promise.resolve(),
};

let currentTraceId: () => string | undefined = () => undefined;

/** Sets the source of the trace id of log lines. */
export function setTraceIdSource(read: () => string | undefined): void {
  currentTraceId = read;
}

/** The field that every log line gets: the id of the current trace, if there is one. */
export function traceIdField(): { trace_id?: string } {
  const id = currentTraceId();
  return id === undefined ? {} : { trace_id: id };
}
