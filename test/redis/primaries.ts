import { expect } from '@jest/globals';
import type { Primary } from '../store/redis-primaries.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { StepBlindClient } from '../support/step-blind-client.js';

/** Enough that each primary stores some. */
const ONBOARDINGS = 40;

/** Settings of a gateway that knows only that node of a cluster. */
export function settingsFor(scheme: 'redis' | 'rediss', node: string): Settings {
  return { ...sharedRedis(`${scheme}://cluster`), REDIS_MODE: 'cluster', REDIS_NODES: node };
}

/** Starts a gateway and makes a journey and many onboardings, some of them on each primary. */
export async function expectServed(settings: Settings, primaries: readonly Primary[]): Promise<void> {
  for (const { server } of primaries) await server.ask('FLUSHALL');
  const gateway = await Gateway.start(settings);
  try {
    const { client } = gateway;
    const { onboarding } = await new StepBlindClient(client).complete('ppi-levin', newMobile());
    expect(onboarding.state).toBe('COMPLETED');
    const starts = await Promise.all(
      Array.from({ length: ONBOARDINGS }, () => client.start('ppi-levin', newMobile())),
    );
    expect(starts.map(({ status }) => status)).toEqual(starts.map(() => 201));
    expect((await client.get('/health/ready')).status).toBe(200);
    for (const { server } of primaries) expect(await server.ask('DBSIZE')).toBeGreaterThan(0);
  } finally {
    await gateway.stop();
  }
}
