import type { Deadline } from './deadline.js';
import { OnboardingError } from './error.js';
import { isProblem } from './shapes.js';
import type { ClientOptions } from './types.js';

/** The part of an attempt's time that the gateway may use; the rest is for the network. */
const GATEWAY_SHARE = 0.9;
/** A repetition needs at least this time. */
const MIN_ATTEMPT_MS = 500;
/** How many attempts may stay without an answer of the gateway. */
const MAX_UNANSWERED = 4;
const FIRST_BACKOFF_MS = 300;
const MAX_BACKOFF_MS = 8_000;

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path with its query. */
  readonly path: string;
  /** The JSON text; only for POST, with a key. */
  readonly body?: string;
  readonly key?: string;
}

export interface Answer<T> {
  readonly body: T;
  /** Whether it is the stored answer to an earlier request with the same key. */
  readonly replayed: boolean;
}

/** A failed attempt. */
interface Failure {
  readonly error: OnboardingError;
  readonly status?: number;
  /** Milliseconds to wait at least; absent if the attempt must not be repeated. */
  readonly repeatAfterMs?: number;
}

/** Sends a request until the gateway has answered it. The same key makes every repetition harmless. */
export class Exchange {
  private readonly baseUrl: string;

  /** @throws OnboardingError CONFIGURATION_INVALID */
  constructor(private readonly options: ClientOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    if (!/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(this.baseUrl))
      throw OnboardingError.ofFault(
        'CONFIGURATION_INVALID',
        'baseUrl must be an http or https address without query, fragment and credentials',
      );
  }

  /**
   * @param isExpected tells a successful body of the gateway from any other
   * @throws OnboardingError
   */
  async send<T>(
    request: Request,
    isExpected: (body: unknown) => body is T,
    deadline: Deadline,
  ): Promise<Answer<T>> {
    let refusedToken: string | undefined;
    let unanswered = 0;
    for (let repetition = 0; ; repetition += 1) {
      const token = await this.token(deadline, refusedToken);
      const attempted = await this.attempt(request, token, isExpected, deadline);
      if ('body' in attempted) return attempted;
      const { error, status, repeatAfterMs } = attempted;
      if (status === 401 && token !== undefined && refusedToken === undefined) {
        refusedToken = token;
        continue;
      }
      const nothing: unknown = undefined;
      // An earlier attempt has erased it, and its answer was lost.
      if (request.method === 'DELETE' && status === 404 && unanswered > 0 && isExpected(nothing))
        return { body: nothing, replayed: true };
      if (error.problem === undefined) unanswered += 1;
      if (repeatAfterMs === undefined || unanswered >= MAX_UNANSWERED) throw error;
      const wait = jittered(repeatAfterMs || backoff(repetition));
      if (wait + MIN_ATTEMPT_MS > deadline.left) throw error;
      await deadline.sleep(wait);
    }
  }

  private async token(deadline: Deadline, refused: string | undefined): Promise<string | undefined> {
    const { token } = this.options;
    if (!token) return undefined;
    const given = await deadline.limit(() => token(refused), deadline.left, 'TOKEN_FAILED');
    if (!/^[\x21-\x7e]+$/.test(given)) throw OnboardingError.ofFault('TOKEN_FAILED', 'not a bearer token');
    return given;
  }

  private async attempt<T>(
    { method, path, body, key }: Request,
    token: string | undefined,
    isExpected: (body: unknown) => body is T,
    deadline: Deadline,
  ): Promise<Answer<T> | Failure> {
    const ms = Math.min(deadline.attemptMs, deadline.left);
    const headers: Record<string, string> = {
      accept: 'application/json, application/problem+json',
      'request-timeout': ((ms * GATEWAY_SHARE) / 1000).toFixed(3),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const call = this.options.fetch ?? fetch;
    try {
      return await deadline.limit(
        async (signal) => {
          // A redirect would turn a POST into a GET, or take the token elsewhere.
          const response = await call(this.baseUrl + path, {
            method,
            headers,
            signal,
            redirect: 'manual',
            credentials: 'omit',
            cache: 'no-store',
            ...(body !== undefined && { body }),
          });
          return read(response, await response.text(), isExpected);
        },
        ms,
        'NO_ANSWER',
      );
    } catch (error) {
      if (error instanceof OnboardingError && error.code === 'NO_ANSWER') return { error, repeatAfterMs: 0 };
      throw error;
    }
  }
}

function read<T>(
  response: Response,
  text: string,
  isExpected: (body: unknown) => body is T,
): Answer<T> | Failure {
  const { status, headers } = response;
  const body = parsed(text);
  if (response.ok && isExpected(body))
    return { body, replayed: headers.get('idempotency-replayed') === 'true' };
  const type = headers.get('content-type') ?? 'no content type';
  const seconds = Number(/^\d+$/.exec(headers.get('retry-after') ?? '')?.[0] ?? 0);
  if (!response.ok && isProblem(body)) {
    const error = OnboardingError.ofProblem(body);
    // The look-up that reconciles an unknown outcome is another request.
    const repeat = error.retry === 'SAME_KEY' && status !== 401 && error.code !== 'OUTCOME_UNKNOWN';
    return { error, status, ...(repeat && { repeatAfterMs: (body.retryAfterSeconds ?? seconds) * 1000 }) };
  }
  const error = OnboardingError.ofFault('NOT_THE_GATEWAY', `HTTP ${status}, ${type}`);
  // A proxy that is overloaded or starting, or an answer that was cut.
  const passing = status >= 500 || status === 408 || status === 429 || (response.ok && type.includes('json'));
  return { error, status, ...(passing && { repeatAfterMs: seconds * 1000 }) };
}

/** The JSON value; undefined for no text, and the text itself for anything else. */
function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

function backoff(repetition: number): number {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** repetition);
}

/** Up to half longer, so that the apps which a failure has stopped together do not come back together. */
function jittered(ms: number): number {
  return ms * (1 + Math.random() / 2);
}
