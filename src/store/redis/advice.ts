const CERTIFICATE =
  'Redis presents a certificate that is not trusted: name its authority in NODE_EXTRA_CA_CERTS';
const CLOSED = 'Redis closed the connection; if it uses TLS, REDIS_URL must begin with rediss://';
const PASSWORD = 'user and password in REDIS_URL must be those of Redis';
const NAME = 'the host name in REDIS_URL or REDIS_NODES must resolve';

/** What to do, by the reason why Redis cannot be reached. */
const ADVICE: Readonly<Record<string, string>> = {
  WRONGPASS: PASSWORD,
  NOAUTH: PASSWORD,
  NOPERM: 'the Redis user needs the rights that docs/store.md lists',
  ENOTFOUND: NAME,
  EAI_AGAIN: NAME,
  ECONNREFUSED: 'nothing listens at the address in REDIS_URL or REDIS_NODES',
  ERR_SSL_WRONG_VERSION_NUMBER: 'Redis does not use TLS at that port: REDIS_URL must begin with redis://',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of Redis names other hosts: use one of them in REDIS_URL or REDIS_NODES',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
  CERT_HAS_EXPIRED: 'the certificate of Redis has expired',
  ETIMEDOUT:
    'no answer from the address in REDIS_URL or REDIS_NODES; with rediss:// Redis must speak TLS there',
  TIMEOUT: 'no answer from the address in REDIS_URL or REDIS_NODES: Redis is busy, or hangs',
  UNAVAILABLE: CLOSED,
  ECONNRESET: CLOSED,
};

/** What the operator can do, as the end of a sentence; empty for a reason that needs no advice. */
export function adviceFor(reason: string): string {
  const advice = ADVICE[reason];
  return advice === undefined ? '' : `; ${advice}`;
}
