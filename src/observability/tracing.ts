/** What a span says: names of ours, never anything of a person. */
export type SpanFacts = Readonly<Record<string, string | number>>;

/** How a span ends. */
export interface SpanEnd {
  readonly facts: SpanFacts;
  readonly failed: boolean;
}

/** The span of one request, from its arrival to its answer. */
export interface RequestSpan {
  /** 32 hexadecimal digits; absent when nothing is traced. */
  readonly traceId?: string;
  /** Runs the rest of the request, so that what it does belongs to the span. */
  run(rest: () => void): void;
  end(name: string, end: SpanEnd): void;
}

/** One trace from a request to Eko and the store. */
export interface Tracing {
  /** @param headers of the request, whose `traceparent` is honoured */
  request(headers: Readonly<Record<string, unknown>>): RequestSpan;
  /** Does the work in a span of its own; `endOf` says what came of it. */
  within<T>(
    name: string,
    facts: SpanFacts,
    work: () => Promise<T>,
    endOf: (result: T) => SpanEnd,
  ): Promise<T>;
  /** A span that ends now and began `milliseconds` ago. */
  past(name: string, milliseconds: number, end: SpanEnd): void;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

export const TRACING = Symbol('Tracing');

const NO_SPAN: RequestSpan = {
  run: (rest) => {
    rest();
  },
  end: () => undefined,
};

/** Nothing is traced, and nothing is loaded for it. */
export const NO_TRACING: Tracing = {
  request: () => NO_SPAN,
  within: (_name, _facts, work) => work(),
  past: () => undefined,
  close: () => Promise.resolve(),
};

let currentTraceId: () => string | undefined = () => undefined;

/** Tells the log which trace its lines belong to. */
export function logTraceId(read: () => string | undefined): void {
  currentTraceId = read;
}

/** What every log line adds: the trace it was written in, if there is one. */
export function traceOfLine(): { trace_id?: string } {
  const id = currentTraceId();
  return id === undefined ? {} : { trace_id: id };
}
