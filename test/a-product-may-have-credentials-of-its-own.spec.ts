import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as eko from './support/eko-replies.js';
import { newMobile } from './support/people.js';
import { ownStage } from './support/set-up.js';

const directory = mkdtempSync(join(tmpdir(), 'configured-'));
const inFile = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const { gateway, upstream, stage } = await ownStage({
  EKO_DEVELOPER_KEY: 'shared-developer-key',
  EKO_ACCESS_KEY_FILE: inFile('access-key', 'test-access-key-123\n'),
  EKO_PPI_LEVIN_DEVELOPER_KEY: 'levin-developer-key',
  EKO_PPI_LEVIN_ACCESS_KEY_FILE: inFile('levin-access-key', 'levin-access-key\n'),
  EKO_PPI_LEVIN_INITIATOR_ID: '9999999999',
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function signed(accessKey: string, timestamp: unknown): string {
  const key = Buffer.from(accessKey).toString('base64');
  return createHmac('sha256', key).update(String(timestamp)).digest('base64');
}

test('a product with its own credentials signs with them', async () => {
  await stage.started('ppi-levin', newMobile(), eko.NOT_REGISTERED);

  const { headers, query } = upstream.last;
  expect(headers['developer_key']).toBe('levin-developer-key');
  expect(headers['secret-key']).toBe(signed('levin-access-key', headers['secret-key-timestamp']));
  expect(query.get('initiator_id')).toBe('9999999999');
});

test('a product without credentials signs with the shared ones; what is not set is the sandbox’s', async () => {
  await stage.started('ppi-digikhata', newMobile(), eko.NOT_REGISTERED);

  const { headers, query } = upstream.last;
  expect(headers['developer_key']).toBe('shared-developer-key');
  expect(headers['secret-key']).toBe(signed('test-access-key-123', headers['secret-key-timestamp']));
  expect(query.get('initiator_id')).toBe('9962981729');
});

test('no credential is logged', () => {
  expect(gateway.output).not.toMatch(
    /test-access-key-123|levin-access-key|shared-developer-key|levin-developer-key/,
  );
});
