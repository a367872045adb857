import { randomBytes } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { withTimeout } from '../with-timeout.js';
import { COMMAND_TIMEOUT_MS, runScript, unacknowledged } from './run-script.js';
import { BEGIN, BIND, CONCLUDE, UNBIND } from './scripts.js';

/** Keys that a probe could not delete expire after this, milliseconds. */
const KEPT_MS = 1000;
const [YES, NO] = [1, 0];

/**
 * Begins and binds on keys with a reserved tag, as a start does, and then frees both.
 * @throws StoreUnavailable when a step would fail
 */
export async function trySteps(client: Redis | Cluster, tag: string): Promise<void> {
  const name = `{${tag}}${randomBytes(9).toString('base64url')}`;
  const [claim, binding] = [[name, `${name}.record`], [`b:${name}`]];
  const owner = randomBytes(9);
  // A Redis that restarted has lost the scripts: EVAL must be permitted, too.
  await withTimeout(COMMAND_TIMEOUT_MS, client.eval('return 1', 1, name)).catch((error: unknown) => {
    throw unacknowledged(error);
  });
  const began = runScript(client, BEGIN, claim, ['', '', owner, KEPT_MS, KEPT_MS, NO, YES, NO]);
  const bound = runScript(client, BIND, binding, ['', owner, KEPT_MS, NO]);
  await Promise.all([began, bound]);
  const concluded = runScript(client, CONCLUDE, claim, [owner, 'x', 0]);
  const unbound = runScript(client, UNBIND, binding, [owner]);
  await Promise.all([concluded, unbound]);
}
