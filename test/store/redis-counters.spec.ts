import { afterAll } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisCounters } from '../../src/store/redis-limit-counters.js';
import { describeCounters } from '../../src/store/testing/counters-contract.js';
import { RedisServer } from './redis-servers.js';

const stops: (() => Promise<void> | void)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describeCounters('Counters in Redis', async () => {
  const server = await RedisServer.start();
  stops.push(() => server.stop());
  const counters = await openRedisCounters({ mode: 'standalone', url: server.url });
  stops.push(() => {
    counters.close();
  });
  return { counters, pass: (milliseconds) => sleep(milliseconds + 10) };
});
