import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemOf, verdictOf } from './support/client.js';
import { EKYC_PENDING, NOT_REGISTERED } from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
import { newMobile } from './support/people.js';
import type { Onboarding } from './support/resources.js';
import { Stage } from './support/stage.js';
import { ScriptedUpstream } from './support/upstream.js';

const STORE_PATH = mkdtempSync(join(tmpdir(), 'died-'));
const start = [newMobile(), { key: 'the-key-of-a-start-that-died' }] as const;
const key = 'the-key-of-a-registration-that-died';
let eko: ScriptedUpstream;
let next: Gateway;
/** The onboarding whose registration ran when the process died. */
let stepped: Onboarding;

beforeAll(async () => {
  eko = await ScriptedUpstream.start();
  const settings = { ...eko.settings, STORE_PATH };
  const NODE_OPTIONS = `--import ${new URL('support/failpoint.mjs', import.meta.url).pathname}`;
  const dying = await Gateway.start({ ...settings, NODE_OPTIONS, FAILPOINT: 'answered' });
  const there = new Stage(dying.client, eko);
  stepped = await there.at('NOT_REGISTERED', 'dmt-fino');
  const arrived = eko.willHold(EKYC_PENDING);
  const stepping = there.act(stepped, 'REGISTER', { key }).catch(() => undefined);
  await arrived;
  dying.signal('SIGUSR2');
  await dying.event('failpoint armed');
  eko.will(NOT_REGISTERED);
  await dying.client.start('dmt-fino', ...start).catch(() => undefined);
  await Promise.all([stepping, dying.exited()]);
  next = await Gateway.start(settings);
});
afterAll(async () => {
  await next.kill();
  rmSync(STORE_PATH, { recursive: true });
});

test('a step is erased with its onboarding, and its key is not dispatched again', async () => {
  expect((await next.client.delete(`/v1/dmt-fino/onboardings/${stepped.id}`)).status).toBe(204);

  const { result } = await eko.during(() => new Stage(next.client, eko).act(stepped, 'REGISTER', { key }));
  expect(verdictOf(result)).toEqual({ status: 404, code: 'ONBOARDING_NOT_FOUND' });
});

test('a start shows the reference that was sent, until a look-up reconciles it', async () => {
  await eko.stop();

  const problem = problemOf(await next.client.start('dmt-fino', ...start));

  expect(problem).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', onboarding: { state: 'OUTCOME_UNKNOWN' } });
  expect(problem.onboarding?.clientRefId).toBe(eko.last.query.get('client_ref_id'));
  expect(problem).not.toHaveProperty('clientRefId');
});
