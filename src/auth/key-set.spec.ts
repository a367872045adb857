import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { exportJWK, generateKeyPair, type FlattenedJWSInput, type JWK } from 'jose';
import { KeySet, KeySetUnavailable } from './key-set.js';

Logger.overrideLogger(false);

const REFRESH_MS = 1_000;
const TOKEN: FlattenedJWSInput = { payload: '', signature: '' };

async function keyOf(algorithm: string, kid: string): Promise<{ open: JWK; secret: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const named = { kid, alg: algorithm };
  return {
    open: { ...(await exportJWK(publicKey)), ...named },
    secret: { ...(await exportJWK(privateKey)), ...named },
  };
}

const textOf = (...keys: unknown[]): string => JSON.stringify({ keys });

/** A key set whose source returns `text`, or fails with it, and how often it was read. */
class Issuer {
  loads = 0;
  ms = 0;
  readonly keySet: KeySet;

  constructor(public text: string | Error) {
    const read = (): Promise<string> => {
      this.loads += 1;
      return this.text instanceof Error ? Promise.reject(this.text) : Promise.resolve(this.text);
    };
    this.keySet = new KeySet({ refreshMs: REFRESH_MS, read }, () => this.ms);
  }

  find(kid: string, alg = 'ES256'): Promise<unknown> {
    return Promise.resolve(this.keySet.keyFor({ alg, kid }, TOKEN));
  }
}

describe("the issuer's keys", () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('may be for %s', async (algorithm) => {
    const { open } = await keyOf(algorithm, 'one');
    const issuer = new Issuer(textOf(open));
    expect(await issuer.find('one', algorithm)).toMatchObject({ type: 'public' });
  });

  it('are available once they were loaded', async () => {
    const issuer = new Issuer(textOf((await keyOf('ES256', 'one')).open));
    expect(issuer.keySet.loaded).toBe(false);
    await issuer.keySet.refresh();
    expect(issuer.keySet.loaded).toBe(true);
  });

  it('are only public keys: private and symmetric ones are omitted', async () => {
    const [good, leaked] = await Promise.all([keyOf('ES256', 'good'), keyOf('ES256', 'leaked')]);
    const symmetric = { kty: 'oct', kid: 'symmetric', k: 'c2VjcmV0' };
    const issuer = new Issuer(textOf(symmetric, leaked.secret, null, 'text', 7, {}, { kid: 'x' }, good.open));
    expect(await issuer.find('good')).toMatchObject({ type: 'public' });
    await expect(issuer.find('leaked')).rejects.toThrow('no applicable key');
    await expect(issuer.find('symmetric')).rejects.toThrow('no applicable key');
  });

  it.each([
    '',
    'not JSON',
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"keys":null}',
    '{"keys":{"length":1}}',
    '{"keys":[]}',
    '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}',
    '{"keys":[null]}',
  ])('are not %j, which leaves the last valid keys in place', async (text) => {
    const none = new Issuer(text);
    await none.keySet.refresh();
    expect(none.keySet.loaded).toBe(false);

    const issuer = new Issuer(textOf((await keyOf('ES256', 'one')).open));
    await issuer.keySet.refresh();
    issuer.text = text;
    await issuer.keySet.refresh();
    expect(await issuer.find('one')).toMatchObject({ type: 'public' });
  });

  it('that cannot be loaded leave the last valid keys in place', async () => {
    const issuer = new Issuer(textOf((await keyOf('ES256', 'one')).open));
    await issuer.keySet.refresh();
    issuer.text = new Error('the issuer is down');
    await issuer.keySet.refresh();
    expect(await issuer.find('one')).toMatchObject({ type: 'public' });
  });

  it('that were never loaded are unavailable, and requested at most once a second', async () => {
    const issuer = new Issuer(new Error('the issuer is down'));
    await expect(issuer.find('one')).rejects.toThrow(KeySetUnavailable);
    issuer.ms = 999;
    await expect(issuer.find('one')).rejects.toThrow(KeySetUnavailable);
    expect(issuer.loads).toBe(1);
    issuer.text = textOf((await keyOf('ES256', 'one')).open);
    issuer.ms = 1_000;
    expect(await issuer.find('one')).toMatchObject({ type: 'public' });
    expect(issuer.loads).toBe(2);
  });

  it('are requested when a token names an unknown key, at most once in thirty seconds', async () => {
    const [one, two] = await Promise.all([keyOf('ES256', 'one'), keyOf('ES256', 'two')]);
    const issuer = new Issuer(textOf(one.open));
    await issuer.keySet.refresh();
    issuer.text = textOf(one.open, two.open);
    issuer.ms = 29_999;
    await expect(issuer.find('two')).rejects.toThrow('no applicable key');
    expect(issuer.loads).toBe(1);
    issuer.ms = 30_000;
    expect(await issuer.find('two')).toMatchObject({ type: 'public' });
    expect(issuer.loads).toBe(2);
  });

  it('are not requested for a token that is refused for another reason', async () => {
    const issuer = new Issuer(textOf((await keyOf('ES256', 'one')).open));
    await issuer.keySet.refresh();
    issuer.ms = 60_000;
    await expect(issuer.find('one', 'none')).rejects.toThrow('Unsupported');
    expect(issuer.loads).toBe(1);
  });

  it('are loaded once for concurrent callers', async () => {
    const issuer = new Issuer(textOf((await keyOf('ES256', 'one')).open));
    await Promise.all([issuer.find('one'), issuer.find('one'), issuer.keySet.refresh()]);
    expect(issuer.loads).toBe(1);
    await issuer.keySet.refresh();
    expect(issuer.loads).toBe(2);
  });

  it('notify listeners when they have changed, and only then', async () => {
    const [one, two] = await Promise.all([keyOf('ES256', 'one'), keyOf('ES256', 'two')]);
    const issuer = new Issuer(textOf(one.open));
    const changes: number[] = [];
    issuer.keySet.onChange(() => changes.push(issuer.loads));
    await issuer.keySet.refresh();
    await issuer.keySet.refresh();
    issuer.text = '{"keys":[]}';
    await issuer.keySet.refresh();
    issuer.text = textOf(two.open);
    await issuer.keySet.refresh();
    expect(changes).toEqual([1, 4]);
  });
});

describe('a key set that is watched', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is loaded now and at the interval of its source, until the process ends', async () => {
    const issuer = new Issuer(new Error('down'));
    await issuer.keySet.watch();
    expect(issuer.loads).toBe(1);
    await jest.advanceTimersByTimeAsync(2 * REFRESH_MS);
    expect(issuer.loads).toBe(3);
    issuer.keySet.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(2 * REFRESH_MS);
    expect(issuer.loads).toBe(3);
  });

  it('uses the clock of the process by default', async () => {
    let loads = 0;
    const read = (): Promise<string> => {
      loads += 1;
      return Promise.reject(new Error('down'));
    };
    const keySet = new KeySet({ refreshMs: REFRESH_MS, read });
    const ask = (): Promise<unknown> => Promise.resolve(keySet.keyFor({ alg: 'ES256' }, TOKEN));
    await expect(ask()).rejects.toThrow(KeySetUnavailable);
    await expect(ask()).rejects.toThrow(KeySetUnavailable);
    expect(loads).toBe(1);
    jest.advanceTimersByTime(1_001);
    await expect(ask()).rejects.toThrow(KeySetUnavailable);
    expect(loads).toBe(2);
  });
});
