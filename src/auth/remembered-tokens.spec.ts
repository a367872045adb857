import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { KeySetUnavailable } from './key-set.js';
import { verifierOfKey } from './testing/issuer.js';

describe('a token that was verified', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is recalled as what it proved, until it expires, and no other is', async () => {
    const { verifier, sign } = await verifierOfKey();
    const end = Math.floor(Date.now() / 1000) + 600;
    const token = await sign({ scope: 'onboarding:read' }, {}, end);
    expect(verifier.recall(token)).toBeUndefined();
    await verifier.verify(token);
    expect(verifier.recall(token)).toMatchObject({ agent: '20810200', scopes: ['onboarding:read'] });
    expect(verifier.recall(`${token}x`)).toBeUndefined();
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue((end + 30) * 1000 - 1);
    expect(verifier.recall(token)).toMatchObject({ agent: '20810200' });
    now.mockReturnValue((end + 30) * 1000);
    expect(verifier.recall(token)).toBeUndefined();
  });

  it('is not recalled once the keys have changed', async () => {
    const { verifier, sign, change } = await verifierOfKey();
    const token = await sign();
    await verifier.verify(token);
    change();
    expect(verifier.recall(token)).toBeUndefined();
    await verifier.verify(token);
    expect(verifier.recall(token)).toMatchObject({ agent: '20810200' });
  });

  it('while the keys changed is not remembered', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { verifier, sign, change } = await verifierOfKey('ES256', async (key) => {
      await gate.promise;
      return key;
    });
    const token = await sign();
    const verified = verifier.verify(token);
    change();
    gate.resolve(undefined);
    expect(await verified).toMatchObject({ agent: '20810200' });
    expect(verifier.recall(token)).toBeUndefined();
  });

  it('is not remembered when it was refused', async () => {
    const { verifier, sign } = await verifierOfKey();
    const token = await sign({ aud: 'another' });
    await expect(verifier.verify(token)).rejects.toThrow('audience');
    expect(verifier.recall(token)).toBeUndefined();
  });
});

describe('the issuer is not asked for its keys', () => {
  it('by a token that names its key, however it is signed', async () => {
    const { verifier, asked } = await verifierOfKey();
    const { sign } = await verifierOfKey();
    await expect(verifier.verify(await sign({}, { kid: 'known' }))).rejects.toThrow('signature');
    expect(asked()).toBe(0);
    await expect(verifier.verify(await sign())).rejects.toThrow('signature');
    expect(asked()).toBe(1);
  });

  it('by a token that is refused for anything but its signature', async () => {
    const { verifier, sign, asked } = await verifierOfKey();
    await expect(verifier.verify(await sign({ aud: 'another' }))).rejects.toThrow('audience');
    expect(asked()).toBe(0);
  });
});

it('nobody is refused for a token while there are no keys: the gateway is overloaded', async () => {
  const { verifier, sign } = await verifierOfKey('ES256', () => Promise.reject(new KeySetUnavailable()));
  await expect(verifier.verify(await sign())).rejects.toMatchObject({
    code: 'OVERLOADED',
    details: { retryAfterSeconds: 5, detail: expect.stringContaining('keys') as unknown },
  });
});
