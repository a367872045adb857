import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { aClaim, finishing, forgetting, retried } from '../../src/store/testing/claims.js';
import { eventually, until } from '../support/until.js';
import { OpenStores } from './open-stores.js';
import { RedisServer } from './redis-servers.js';

const UNAVAILABLE = { name: 'StoreUnavailable' };
/** Longer than any pause between two looks for a claim. */
const QUIET_MS = 1_200;

let server: RedisServer;
let store: Store;
const stores = new OpenStores();

const opened = (url = server.url): Promise<Store> => stores.open({ url });

const scripts = async (): Promise<number> => (await server.countOf('evalsha')).calls;

/** Resolves with the number of scripts that were run, once no store runs any. */
async function scriptsInAll(): Promise<number> {
  let [all, since] = [-1, 0];
  return until('no more scripts', async () => {
    const now = await scripts();
    if (now !== all) [all, since] = [now, performance.now()];
    return performance.now() - since > QUIET_MS ? all : undefined;
  });
}

beforeAll(async () => {
  server = await RedisServer.start();
  store = await opened();
});

beforeEach(() => {
  // Every pause is half as long as it may be.
  jest.spyOn(Math, 'random').mockReturnValue(0.99);
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await stores.close();
  await server.stop();
});

describe('a claim without a reply', () => {
  it('is taken back, of 256 at a time', async () => {
    const claims = Array.from({ length: 300 }, () => aClaim());
    server.freeze();
    const begun = await Promise.allSettled(claims.map((claim) => store.begin(claim)));
    expect(begun.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    server.thaw();
    await scriptsInAll();
    const records = claims.map(({ onboardingId, recordId }) => `{${onboardingId}}${recordId}`);
    expect(await server.ask('EXISTS', ...records)).toBe(300 - 256);
  });

  it('is taken back though its command arrives late', async () => {
    const claim = aClaim();
    const before = await scripts();
    await server.ask('CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.begin(claim)).rejects.toMatchObject(UNAVAILABLE);
    await eventually('two looks for it', async () => (await scripts()) >= before + 3);
    await server.ask('CONFIG', 'SET', 'maxmemory', '0');
    const other = await opened();
    expect(await other.begin(claim)).toEqual({ kind: 'claimed', attempt: 0 });
    await eventually(
      'the claim to be free',
      async () => (await other.begin(retried(claim))).kind === 'claimed',
    );
    // It is found once.
    await scriptsInAll();
  });

  it('is looked for until its lease ends, at pauses that double up to a second', async () => {
    const claim = aClaim({ leaseMs: 2_000 });
    const before = await scripts();
    await server.ask('CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.begin(claim)).rejects.toMatchObject(UNAVAILABLE);
    const looks = (await scriptsInAll()) - before - 1;
    await server.ask('CONFIG', 'SET', 'maxmemory', '0');
    // At 0, 25, 75, 175, 375, 775, 1,275 and 1,775 ms.
    expect(looks).toBeGreaterThanOrEqual(6);
    expect(looks).toBeLessThanOrEqual(8);
  });
});

describe('a conclusion', () => {
  it('that fails at once is repeated for two seconds, at pauses that double up to 400 ms', async () => {
    const password = aClaim().owner;
    await server.ask('ACL', 'SETUSER', 'limited', 'on', `>${password}`, '~*', '+@all');
    const limited = await opened(`redis://limited:${password}@${server.node}/0`);
    const claim = aClaim();
    await limited.begin(claim);
    await server.ask('ACL', 'SETUSER', 'limited', '-evalsha');
    const { refused } = await server.countOf('evalsha');
    await expect(limited.conclude(finishing(claim))).rejects.toMatchObject(UNAVAILABLE);
    const attempts = (await server.countOf('evalsha')).refused - refused;
    // At 0, 13, 38, 88, 189 ms, and then every 202 ms.
    expect(attempts).toBeGreaterThanOrEqual(9);
    expect(attempts).toBeLessThanOrEqual(13);
  });

  const [absent, foreign] = [aClaim(), aClaim()];
  it.each([
    ['finishes a claim that is not there', finishing(absent)],
    ['frees a claim of another owner', { ...forgetting(foreign), owner: aClaim().owner }],
  ])('that %s is not taken for written, even if its first reply was lost', async (_what, conclusion) => {
    await store.begin(foreign);
    server.freeze();
    const concluded = store.conclude(conclusion);
    setTimeout(() => {
      server.thaw();
    }, 400);
    expect(await concluded).toBe(false);
    expect(await store.begin(retried(foreign))).toEqual({ kind: 'running' });
  });
});
