import { describe, expect, it } from '@jest/globals';
import { TimedOut } from '../with-timeout.js';
import { isUnknownScript, mayPass, mayServeElsewhere, reasonOf } from './failure.js';

/** As Redis 6.2.14, Redis 7.0.15 and Valkey 9.1.2 wrote them. */
const SEEN: readonly (readonly [string, boolean, string])[] = [
  [
    'READONLY',
    true,
    "ERR Error running script (call to f_5c42807ad3be7d304508170154c8a4c5efa826b7): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.",
  ],
  [
    'READONLY',
    true,
    "READONLY You can't write against a read only replica. script: 5c42807ad3be7d304508170154c8a4c5efa826b7, on @user_script:1.",
  ],
  ['READONLY', true, "READONLY You can't write against a read only replica."],
  ['LOADING', true, 'LOADING Redis is loading the dataset in memory'],
  ['MASTERDOWN', true, "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."],
  [
    'NOREPLICAS',
    true,
    'ERR Error running script (call to f_5c42807ad3be7d304508170154c8a4c5efa826b7): @user_script:1: @user_script: 1: -NOREPLICAS Not enough good replicas to write.',
  ],
  ['NOAUTH', true, 'NOAUTH Authentication required.'],
  ['CLUSTERDOWN', false, 'CLUSTERDOWN The cluster is down'],
  [
    'CLUSTERDOWN',
    false,
    'ERR Error running script (call to f_5c42807ad3be7d304508170154c8a4c5efa826b7): @user_script:1: @user_script: 1: Lua script attempted to execute a write command while the cluster is down and readonly',
  ],
  [
    'MISCONF',
    false,
    'MISCONF Errors writing to the AOF file: No space left on device script: 5c42807ad3be7d304508170154c8a4c5efa826b7, on @user_script:1.',
  ],
  [
    'OOM',
    false,
    "OOM command not allowed when used memory > 'maxmemory'. script: 5c42807ad3be7d304508170154c8a4c5efa826b7, on @user_script:1.",
  ],
  [
    'NOPERM',
    false,
    "ERR Error running script (call to f_5c42807ad3be7d304508170154c8a4c5efa826b7): @user_script:1: @user_script: 1: The user executing the script can't run this command or subcommand",
  ],
  [
    'NOPERM',
    false,
    "ERR The user executing the script can't access at least one of the keys mentioned in the command arguments script: b085978451f560271f890f5fe5c8c00279a1ffe1, on @user_script:1.",
  ],
  [
    'NOPERM',
    false,
    "ERR ACL failure in script: User noset has no permissions to run the 'set' command script: on @user_script:1.",
  ],
  ['NOPERM', false, 'ERR ACL failure in script: No permissions to access a key script: on @user_script:1.'],
  ['NOPERM', false, 'NOPERM No permissions to access a key'],
  ['BUSY', false, 'BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.'],
  ['NOPERM', false, "NOPERM this user has no permissions to run the 'evalsha' command or its subcommand"],
  ['WRONGPASS', false, 'WRONGPASS invalid username-password pair or user is disabled.'],
  ['BUSY', false, 'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.'],
];

class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

describe('an error of Redis', () => {
  it.each(SEEN)('is read as %s, leaving: %s, from "%s"', (word, leave, message) => {
    expect(reasonOf(new ReplyError(message))).toBe(word);
    expect(mayServeElsewhere(new ReplyError(message))).toBe(leave);
  });

  it('is read as its first word when that is not a known word', () => {
    expect(reasonOf(new ReplyError('TRYAGAIN Multiple keys request during rehashing of slot'))).toBe(
      'TRYAGAIN',
    );
    expect(mayServeElsewhere(new ReplyError('ERR READONLYISH'))).toBe(false);
  });

  it('is recognised when a script is unknown, which does not mean another server', () => {
    const unknown = new ReplyError('NOSCRIPT No matching script. Please use EVAL.');
    expect(isUnknownScript(unknown)).toBe(true);
    expect(mayServeElsewhere(unknown)).toBe(false);
    expect(isUnknownScript('NOSCRIPT')).toBe(false);
    expect(isUnknownScript(new ReplyError('ERR unknown command'))).toBe(false);
  });
});

describe('the reason of a failure', () => {
  it('is found in the causes of the error', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' });
    const cluster = Object.assign(new Error('Failed to refresh slots cache.'), { lastNodeError: refused });
    expect(reasonOf(new Error('Redis cannot be reached', { cause: cluster }))).toBe('ECONNREFUSED');
    expect(reasonOf(new Error('no answer', { cause: new TimedOut('250 ms') }))).toBe('TIMEOUT');
  });

  it('is TIMEOUT for a connection without a reply, which ioredis reports without a code', () => {
    const silence = "Socket timeout. Expecting data, but didn't receive any in 1000ms.";
    expect(reasonOf(new Error(silence))).toBe('TIMEOUT');
  });

  it('may pass by itself, unless it is the user or the password', () => {
    for (const word of ['CLUSTERDOWN The cluster is down', 'LOADING Redis is loading the dataset in memory'])
      expect(mayPass(new ReplyError(word))).toBe(true);
    expect(mayPass(new TimedOut('250 ms'))).toBe(true);
    for (const word of ['NOPERM', 'NOAUTH', 'WRONGPASS']) expect(mayPass(new ReplyError(word))).toBe(false);
  });

  it('is never a text that could contain an address or a password', () => {
    expect(reasonOf(new Error('redis://gateway:secret@host failed'))).toBe('UNAVAILABLE');
    for (const code of ['user:secret@host', 'user:SECRET', 'SECRET:user', 7])
      expect(reasonOf(Object.assign(new Error('?'), { code }))).toBe('UNAVAILABLE');
    expect(reasonOf(new Error('SECRET of the gateway'))).toBe('UNAVAILABLE');
    expect(reasonOf(new ReplyError('secret of the gateway'))).toBe('UNAVAILABLE');
    expect(reasonOf(undefined)).toBe('UNAVAILABLE');
  });

  it('is found even when an error is its own cause', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    expect(reasonOf(circle)).toBe('UNAVAILABLE');
  });
});
