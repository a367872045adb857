import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { onboardingOf, verdictOf } from '../support/client.js';
import { Gateway, refusedStart, type Settings } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { until } from '../support/until.js';

const INITIATOR = '9962981729';
const OLD = { developerKey: 'developer-key-old', accessKey: 'access-key-old' };
const NEW = { developerKey: 'developer-key-new', accessKey: 'access-key-new' };

const newKey = (): string => randomBytes(32).toString('base64');

const directory = mkdtempSync(join(tmpdir(), 'secrets-test-'));
const [first, second] = [newKey(), newKey()];
let sandbox: Sandbox;
let port = 0;
let settings: Settings;
let gateway: Gateway;

/** Writes a secret as an orchestrator mounts it, with the line end that editors leave. */
function mount(name: string, value: string): string {
  const path = join(directory, name);
  writeFileSync(path, `${value}\n`);
  return path;
}

/** Resolves once the gateway has logged that event. */
async function logged(event: string): Promise<void> {
  await until(`the event "${event}"`, () => gateway.log.some((line) => line['event'] === event) || undefined);
}

async function upstreamTakes(credentials: typeof OLD): Promise<void> {
  sandbox = await startSandbox({ ...credentials, initiatorId: INITIATOR, port, log: () => undefined });
  port = Number(new URL(sandbox.url).port);
}

const start = async (): Promise<string> => {
  const { state, code } = verdictOf(await gateway.client.start('ppi-levin', newMobile()));
  return state ?? String(code);
};

beforeAll(async () => {
  await upstreamTakes(OLD);
  settings = {
    EKO_BASE_URL: sandbox.url,
    AUTH_MODE: 'disabled',
    EKO_INITIATOR_ID: INITIATOR,
    EKO_DEVELOPER_KEY_FILE: mount('developer-key', OLD.developerKey),
    EKO_ACCESS_KEY_FILE: mount('access-key', OLD.accessKey),
    STORE_PATH: join(directory, 'store'),
    STORE_ENCRYPTION_KEYS_FILE: mount('keys', `a:${first}`),
    IDENTIFIER_SECRET: newKey(),
    SECRET_REFRESH_SECONDS: '1',
  };
  gateway = await Gateway.start(settings);
});

afterAll(async () => {
  await gateway.kill();
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("Eko's credentials", () => {
  it('stay unchanged while a file is faulty, which is logged without its content', async () => {
    mount('access-key', 'not printable: \u0007 nor a key');
    await logged('secrets not reread');
    expect(await start()).toBe('NOT_REGISTERED');
    const warning = gateway.log.find(({ event }) => event === 'secrets not reread');
    expect(warning).toMatchObject({ faults: ['EKO_ACCESS_KEY must be printable text'] });
    expect(gateway.output).not.toContain('nor a key');
  });

  it('are reread from their files, and the old ones are used until Eko accepts the new ones', async () => {
    mount('developer-key', NEW.developerKey);
    mount('access-key', NEW.accessKey);
    await logged('Eko credentials rotated');
    // Eko refuses the new ones, and the gateway uses the old ones.
    expect(await start()).toBe('NOT_REGISTERED');
    await sandbox.close();
    await upstreamTakes(NEW);
    expect(await start()).toBe('NOT_REGISTERED');
    expect(gateway.output).not.toContain(NEW.accessKey);
  });
});

describe("the store's keys", () => {
  it('rotate during onboardings: the new one seals, and the old one still opens what it sealed', async () => {
    const path = async (): Promise<string> => {
      const { id } = onboardingOf(await gateway.client.start('dmt-fino', newMobile()));
      return `/v1/dmt-fino/onboardings/${id}`;
    };
    const old = await path();
    mount('keys', `b:${second},a:${first}`);
    await logged('store keys rotated');
    expect((await gateway.client.get(old)).status).toBe(200);
    const fresh = await path();
    mount('keys', `b:${second}`);
    await logged('store key still needed');
    // The old key is no longer in the file; this process still opens what it sealed.
    expect((await gateway.client.get(old)).status).toBe(200);
    expect((await gateway.client.get(fresh)).status).toBe(200);
    expect(gateway.output).not.toContain(second);
    expect(await gateway.stop()).toBe(0);
    // A process that would need it refuses to start. Other secrets: src/store/secret-tags.spec.ts and test/redis.
    const { code, output } = await refusedStart(settings);
    expect(code).toBe(1);
    expect(output).toMatch(/STORE_ENCRYPTION_KEYS lacks the key \\"a\\"/);
    mount('keys', `b:${second},a:${first}`);
    gateway = await Gateway.start(settings);
    expect((await gateway.client.get(old)).status).toBe(200);
  });
});
