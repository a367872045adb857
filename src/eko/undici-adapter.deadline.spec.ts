import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Dispatcher } from 'undici';
import { axiosOver } from './undici-adapter.js';

const NOW = 1_800_000_000_000;

/** In the place of undici: the test reports what becomes of a call. */
class Dispatched extends Dispatcher {
  readonly cancelled: Error[] = [];
  readonly controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason) => void this.cancelled.push(reason),
    pause: () => undefined,
    resume: () => undefined,
  };
  handler: Dispatcher.DispatchHandler = {};

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handler = handler;
    return true;
  }
}

beforeEach(() => {
  jest.useFakeTimers({
    now: NOW,
    doNotFake: ['setImmediate', 'clearImmediate', 'queueMicrotask', 'nextTick'],
  });
});

afterEach(() => {
  jest.useRealTimers();
});

/** A call that has a connection at `sentAt`, and its result. */
async function begun(sentAt: number, deadline: number): Promise<[Dispatched, Promise<unknown>]> {
  const dispatched = new Dispatched();
  const result = axiosOver(dispatched).request({ url: 'http://eko.test/a', deadline });
  const outcome = result.catch((error: unknown) => error);
  await new Promise(setImmediate);
  jest.setSystemTime(sentAt);
  dispatched.handler.onRequestStart?.(dispatched.controller, {});
  return [dispatched, outcome];
}

it('A call is sent before its deadline, and in the millisecond of its deadline no longer', async () => {
  const [early] = await begun(NOW + 9, NOW + 10);
  expect(early.cancelled).toEqual([]);
  const [late, outcome] = await begun(NOW + 20, NOW + 20);
  expect(late.cancelled).toHaveLength(1);
  late.handler.onResponseError?.(late.controller, new Error('cancelled'));
  expect(await outcome).toMatchObject({ reason: 'timeout', sent: false });
});

it.each<[string, object, (dispatched: Dispatched) => void]>([
  [
    'a reply',
    { status: 200 },
    ({ handler, controller }) => {
      handler.onResponseStart?.(controller, 200, {});
      handler.onResponseEnd?.(controller, {});
    },
  ],
  [
    'a failure',
    { reason: 'connection_lost', sent: true },
    ({ handler, controller }) => handler.onResponseError?.(controller, new Error('lost')),
  ],
])(
  'A deadline cancels no call that ended with %s: another may have its connection',
  async (_, result, end) => {
    const [dispatched, outcome] = await begun(NOW, NOW + 10);
    jest.advanceTimersByTime(10);
    end(dispatched);
    await new Promise(setImmediate);
    expect(dispatched.cancelled).toEqual([]);
    expect(await outcome).toMatchObject(result);
  },
);
