import { afterAll, beforeAll, test } from '@jest/globals';
import { startPrimaries, type Primary } from '../store/redis-primaries.js';
import { expectServed, settingsFor } from './primaries.js';

let primaries: readonly Primary[] = [];

beforeAll(async () => {
  primaries = await startPrimaries({ ip: '::1' });
}, 60_000);

afterAll(async () => {
  for (const { server } of primaries) await server.stop();
});

test('a cluster that announces IPv6 addresses is reached by one of them in brackets', async () => {
  await expectServed(settingsFor('redis', `[::1]:${String(primaries[0]?.port)}`), primaries);
});
