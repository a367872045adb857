import type { Cluster, Redis } from 'ioredis';
import { StoreUnavailable } from '../store.js';
import { withTimeout } from '../with-timeout.js';
import { isUnknownScript, reasonOf } from './failure.js';
import type { Script } from './scripts.js';

/** How long a command may take, milliseconds. */
export const COMMAND_TIMEOUT_MS = 250;

export type Argument = string | number | Buffer;

/** Runs a script on the node of its keys. @throws StoreUnavailable when Redis fails, or does not answer in time */
export function runScript(
  client: Redis | Cluster,
  script: Script,
  keys: readonly string[],
  args: readonly Argument[],
): Promise<unknown> {
  return answered(sendScript(client, script, keys, args));
}

/** As `runScript`, without a timeout. @throws the errors of ioredis */
export async function sendScript(
  client: Redis | Cluster,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly Argument[],
): Promise<unknown> {
  const rest = [keys.length, ...keys, ...args];
  try {
    return await client.callBuffer('EVALSHA', sha, ...rest);
  } catch (error) {
    // A Redis that restarted, or a new primary, does not know the script.
    if (!isUnknownScript(error)) throw error;
    return client.callBuffer('EVAL', lua, ...rest);
  }
}

/** The reply to a command. @throws StoreUnavailable when Redis fails, or does not answer in time */
export async function answered<T>(command: Promise<T>): Promise<T> {
  try {
    return await withTimeout(COMMAND_TIMEOUT_MS, command);
  } catch (error) {
    throw new StoreUnavailable(`Redis did not acknowledge the command: ${reasonOf(error)}`, { cause: error });
  }
}
