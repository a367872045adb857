import { TimedOut } from '../with-timeout.js';

/**
 * Redis's error words for a refused command, and whether a new connection may reach a server that accepts it: after a
 * failover the name of a managed Redis points to another server, while the old primary runs on as a replica.
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

/** Redis 6.2 reports the error of a command in a script in the middle of another text. */
const WORD = new RegExp(`\\b(${Object.keys(WORDS).join('|')})\\b`);
/** Refusals of a script that contain none of the words. */
const PHRASES: readonly (readonly [string, RedisWord])[] = [
  ["The user executing the script can't", 'NOPERM'],
  ['ACL failure in script', 'NOPERM'],
  ['while the cluster is down', 'CLUSTERDOWN'],
];
/** How ioredis reports a connection without a reply for `socketTimeout`; the error has no code. */
const SILENCE = 'Socket timeout.';
/** An error code of the network, of TLS or of OpenSSL. */
const CODE = /^[A-Z][A-Z0-9_]*$/;

/** Whether a new connection may reach a server that accepts what this one refused. */
export function mayServeElsewhere(error: Error): boolean {
  const word = redisWord(error);
  return word !== undefined && WORDS[word] === 'leave';
}

/** Whether the same server may accept later what it refused, without anybody changing its settings. */
export function mayPass(error: unknown): boolean {
  return !['NOPERM', 'NOAUTH', 'WRONGPASS'].includes(reasonOf(error));
}

/** Whether Redis does not know a script, because it restarted or has just become primary. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/**
 * Why a command failed, in one word that is safe to log: Redis's own word, the code of a network or TLS error, `TIMEOUT`
 * or `UNAVAILABLE`. It contains no address, password or argument of a command.
 */
export function reasonOf(error: unknown): string {
  for (const one of causes(error)) {
    const word = redisWord(one);
    if (word !== undefined) return word;
    if (one instanceof TimedOut || one.message.startsWith(SILENCE)) return 'TIMEOUT';
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

/** An error and its causes, outermost first; ioredis calls the cause of a cluster's failure lastNodeError. */
function causes(error: unknown): readonly Error[] {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && !found.includes(one);) {
    found.push(one);
    one = one.cause ?? ('lastNodeError' in one ? one.lastNodeError : undefined);
  }
  return found;
}
