interface Header {
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example?: string | number;
}

const REQUEST_ID = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]{1,64}$',
  minLength: 1,
  maxLength: 64,
} as const;
/** The key that a person has not chosen: the reference at /docs replaces it. */
export const EXAMPLE_KEY = '5f0c6f4e-1b7d-4a53-9d6c-2f0f4a1f7a10';

/** The headers of answers, as components of the OpenAPI document. */
export const ANSWER_HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request, in every answer: quote it to support',
    schema: REQUEST_ID,
    example: EXAMPLE_KEY,
  },
  RateLimit: {
    description:
      'The number of requests that the agent has left (`r`), and the seconds until the quota is full (`t`); draft-ietf-httpapi-ratelimit-headers',
    schema: { type: 'string' },
    example: '"requests";r=119;t=1',
  },
  'RateLimit-Policy': {
    description: 'The quota of requests of an agent (`q`) in a number of seconds (`w`)',
    schema: { type: 'string' },
    example: '"requests";q=120;w=60',
  },
  'Retry-After': {
    description: 'The seconds to wait before the request is repeated; the same as `retryAfterSeconds`',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'Idempotency-Replayed': {
    description: '`true` if this is the stored answer of an earlier request with the same Idempotency-Key',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  Location: {
    description: 'The address of the new onboarding',
    schema: { type: 'string', format: 'uri-reference' },
  },
  Allow: { description: 'The methods that the address accepts', schema: { type: 'string' }, example: 'GET' },
  'WWW-Authenticate': {
    description: 'The kind of token that is missing, or the scope that it lacks (RFC 6750)',
    schema: { type: 'string' },
    example: 'Bearer',
  },
} satisfies Record<string, Header>;
type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** The request headers of each kind of route, in the order of the document. */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'New for each intent, and the same for each repetition of it. The page /docs sends a new key instead of the example.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
    example: EXAMPLE_KEY,
  },
  'Request-Timeout': {
    description:
      'The seconds that the client waits for the answer, at least one, with at most three decimals',
    schema: { type: 'string', pattern: '^[1-9]\\d{0,5}(\\.\\d{1,3})?$' },
    example: '20',
  },
  'X-Request-Id': {
    description: 'An id for logs and support; generated if it is absent',
    schema: REQUEST_ID,
    example: EXAMPLE_KEY,
  },
  traceparent: {
    description: 'The trace that the request belongs to (W3C Trace Context)',
    schema: { type: 'string', pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}' },
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
} as const satisfies Record<string, Header>;

/** What distinguishes the headers of a kind of route. */
export interface RouteKind {
  /** Its requests are counted for an agent. */
  readonly agent: boolean;
  /** Its answers are stored for an Idempotency-Key. */
  readonly step: boolean;
}

/** Refused before the request is counted. */
const NOT_COUNTED: readonly number[] = [401, 403, 405, 408, 413, 414, 415, 431];
/** Only answers to a claimed request are stored. */
const REPLAYED: readonly number[] = [200, 201, 409, 422, 429, 502, 503, 504];
const WITH_WAIT: readonly number[] = [409, 429, 503];

/** The headers that an answer with this status can have, as references to the components. */
export function headersOf(status: number, { agent, step }: RouteKind): Record<AnswerHeader, object> {
  const names: readonly (readonly [AnswerHeader, boolean])[] = [
    ['X-Request-Id', true],
    ['RateLimit', agent && !NOT_COUNTED.includes(status)],
    ['RateLimit-Policy', agent && !NOT_COUNTED.includes(status)],
    ['Idempotency-Replayed', step && REPLAYED.includes(status)],
    ['Location', status === 201],
    ['Retry-After', agent && WITH_WAIT.includes(status)],
    ['Allow', status === 405],
    ['WWW-Authenticate', status === 401 || status === 403],
  ];
  const sent = names.filter(([, isSent]) => isSent);
  return Object.fromEntries(sent.map(([name]) => [name, { $ref: `#/components/headers/${name}` }])) as Record<
    AnswerHeader,
    object
  >;
}
