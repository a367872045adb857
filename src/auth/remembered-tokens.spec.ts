import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { KeySetUnavailable } from './key-set.js';
import { verifierOfKey } from './testing/issuer.js';

describe('a token that was verified', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is recalled with its identity until it expires, and no other token is', async () => {
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

  it('is not remembered when the keys changed meanwhile', async () => {
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

describe('the keys are not requested from the issuer', () => {
  it('for a token that names its key, with a valid or a wrong signature', async () => {
    const { verifier, asked } = await verifierOfKey();
    const { sign } = await verifierOfKey();
    await expect(verifier.verify(await sign({}, { kid: 'known' }))).rejects.toThrow('signature');
    expect(asked()).toBe(0);
    await expect(verifier.verify(await sign())).rejects.toThrow('signature');
    expect(asked()).toBe(1);
  });

  it('for a token that is refused for another reason than its signature', async () => {
    const { verifier, sign, asked } = await verifierOfKey();
    await expect(verifier.verify(await sign({ aud: 'another' }))).rejects.toThrow('audience');
    expect(asked()).toBe(0);
  });
});

it('a token without a loaded key set is answered OVERLOADED, not refused', async () => {
  const { verifier, sign } = await verifierOfKey('ES256', () => Promise.reject(new KeySetUnavailable()));
  await expect(verifier.verify(await sign())).rejects.toMatchObject({
    code: 'OVERLOADED',
    details: { retryAfterSeconds: 5, detail: expect.stringContaining('keys') as unknown },
  });
});
