import { TooLate } from '../within.js';

/**
 * Redis's words for why it refuses a command, and whether a new connection may lead to a server that does not: after
 * a failover the name of a managed Redis leads elsewhere, while the old primary lives on as a replica.
 */
const WORDS = {
  READONLY: 'leave',
  LOADING: 'leave',
  MASTERDOWN: 'leave',
  NOREPLICAS: 'leave',
  NOAUTH: 'leave',
  CLUSTERDOWN: 'stay',
  MISCONF: 'stay',
  OOM: 'stay',
  NOPERM: 'stay',
  WRONGPASS: 'stay',
  BUSY: 'stay',
} as const;

type RedisWord = keyof typeof WORDS;

/** Redis 6.2 reports the error of a command in a script in the midst of a text of its own. */
const WORD = new RegExp(`\\b(${Object.keys(WORDS).join('|')})\\b`);
/** What a script is refused without any of the words. */
const PHRASES: readonly (readonly [string, RedisWord])[] = [
  ["The user executing the script can't", 'NOPERM'],
  ['ACL failure in script', 'NOPERM'],
  ['while the cluster is down', 'CLUSTERDOWN'],
];
/** An error code of the network, of TLS or of OpenSSL. */
const CODE = /^[A-Z][A-Z0-9_]*$/;

/** Whether a new connection may lead to a server that does what this one refused. */
export function mayServeElsewhere(error: Error): boolean {
  const word = redisWord(error);
  return word !== undefined && WORDS[word] === 'leave';
}

/** Whether Redis does not know a script: it was restarted, or became primary just now. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/**
 * Why Redis did not do something, in one word that is safe to log: Redis's own, the code of a network or TLS error,
 * `TIMEOUT`, or `UNAVAILABLE`. No address, password or argument of a command is in it.
 */
export function reasonOf(error: unknown): string {
  for (const one of causes(error)) {
    const word = redisWord(one);
    if (word !== undefined) return word;
    if (one instanceof TooLate) return 'TIMEOUT';
    if ('code' in one && typeof one.code === 'string' && CODE.test(one.code)) return one.code;
    const [first = ''] = one.message.split(' ');
    if (one.name === 'ReplyError' && CODE.test(first)) return first;
  }
  return 'UNAVAILABLE';
}

function redisWord({ message }: Error): RedisWord | undefined {
  return (
    PHRASES.find(([phrase]) => message.includes(phrase))?.[1] ??
    (WORD.exec(message)?.[1] as RedisWord | undefined)
  );
}

/** An error and what caused it, outermost first; ioredis calls the cause of a cluster's failure lastNodeError. */
function causes(error: unknown): readonly Error[] {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && !found.includes(one);) {
    found.push(one);
    one = one.cause ?? ('lastNodeError' in one ? one.lastNodeError : undefined);
  }
  return found;
}
