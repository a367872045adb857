import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onboardingOf } from './support/client.js';
import { Gateway } from './support/gateway.js';
import { sharedGateway } from './support/shared-gateway.js';
import { until } from './support/until.js';
import { BODIES, identity, newMobile } from './support/people.js';
import { ScriptedUpstream } from './support/upstream.js';
import { NOT_REGISTERED } from './support/eko-replies.js';

/** Writes the URL of every loaded module to a file. */
const TRACE = `import { registerHooks } from 'node:module';
import { appendFileSync } from 'node:fs';
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.MODULE_TRACE, url + '\\n');
    return next(url, context);
  },
});`;

const directory = mkdtempSync(join(tmpdir(), 'trace-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('with another Eko', () => {
  let upstream: ScriptedUpstream;
  let gateway: Gateway;
  let modules: () => string;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    const [hooks, notes] = [join(directory, 'trace.mjs'), join(directory, 'modules')];
    writeFileSync(hooks, TRACE);
    writeFileSync(notes, '');
    const NODE_OPTIONS = `--import=${hooks}`;
    gateway = await Gateway.start({ ...upstream.settings, NODE_OPTIONS, MODULE_TRACE: notes });
    modules = () => readFileSync(notes, 'utf8');
  });
  afterAll(async () => {
    await gateway.kill();
    await upstream.stop();
  });

  test('the sandbox is not loaded, and its outbox does not exist', async () => {
    upstream.will(NOT_REGISTERED);
    expect((await gateway.client.start('ppi-levin', newMobile())).status).toBe(201);

    const outbox = await gateway.client.get('/sandbox/outbox');
    expect(outbox.body).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    for (const path of ['/sandbox/customers', '/try'])
      expect((await gateway.client.get(path)).status).toBe(404);
    expect(modules()).toContain('/dist/eko/');
    expect(existsSync(new URL('../dist/sandbox/', import.meta.url))).toBe(true);
    expect(modules()).not.toContain('/dist/sandbox/');
    expect(gateway.output).not.toContain('otp sent');
  });

  test('the libraries of Redis are not loaded, and those of the document only when it is requested', async () => {
    expect(modules()).not.toContain('/node_modules/ioredis/');
    expect(modules()).not.toContain('/node_modules/@nestjs/swagger/');

    expect((await gateway.client.get('/openapi.json')).status).toBe(200);
    expect(modules()).toContain('/node_modules/@nestjs/swagger/');
  });

  test('the banner names that Eko, and no outbox', async () => {
    // The banner goes to stderr, which another process may read later than the log.
    await until('the banner', () => gateway.output.includes('curl -s') || undefined);

    expect(gateway.output).toContain(`Eko is http://127.0.0.1:${upstream.port} (EKO_BASE_URL)`);
    expect(gateway.output).not.toContain('outbox');
  });
});

describe('with the embedded sandbox', () => {
  test('the banner names the simulator, the documentation and the outbox', async () => {
    const gateway = await sharedGateway();
    // The banner goes to stderr, which another process may read later than the log.
    await until('the banner', () => gateway.output.includes('curl -s') || undefined);
    expect(gateway.output).toContain('OTPs of the simulated Eko');
    for (const path of ['/docs', '/sandbox/outbox']) {
      expect(gateway.output).toContain(`${gateway.url}${path}`);
      expect((await gateway.client.get(path)).status).toBe(200);
    }
  });

  test('the outbox shows the OTPs it sent, newest first', async () => {
    const gateway = await sharedGateway();
    const mobile = identity('136');
    const onboarding = onboardingOf(await gateway.client.start('ppi-levin', mobile));
    await gateway.client.post(`/v1/ppi-levin/onboardings/${onboarding.id}/otp`, BODIES.RESEND_OTP);

    const { body } = await gateway.client.get('/sandbox/outbox');
    const { messages: all } = body as { messages: readonly Record<string, string>[] };
    const messages = all.filter((message) => message['mobile'] === mobile);

    expect(messages).toHaveLength(2);
    for (const message of messages)
      expect(message).toMatchObject({ product: 'ppi-levin', mobile, purpose: 'MOBILE' });
    expect(Date.parse(messages[0]?.['sentAt'] ?? '')).toBeGreaterThanOrEqual(
      Date.parse(messages[1]?.['sentAt'] ?? ''),
    );
  });
});
