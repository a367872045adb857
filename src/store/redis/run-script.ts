import { Command, type Cluster, type Redis } from 'ioredis';
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
  const send = (name: string, code: string): unknown =>
    client.sendCommand(new ScriptCommand(name, [code, ...rest], { replyEncoding: null }));
  try {
    return await send('EVALSHA', sha);
  } catch (error) {
    // A Redis that restarted, or a new primary, does not know the script.
    if (!isUnknownScript(error)) throw error;
    return send('EVAL', lua);
  }
}

/**
 * A command whose bytes are put together as one text of single bytes: with binary arguments ioredis copies every part on
 * its own, which is a third of what a command costs the gateway.
 */
class ScriptCommand extends Command {
  override toWritable(): Buffer {
    let bytes = `*${this.args.length + 1}\r\n$${this.name.length}\r\n${this.name}\r\n`;
    for (const argument of this.args) {
      const of = bytesOf(argument as string | Buffer);
      bytes += `$${of.length}\r\n${of}\r\n`;
    }
    return Buffer.from(bytes, 'latin1');
  }
}

/** One character for each byte of an argument. */
function bytesOf(argument: string | Buffer): string {
  if (typeof argument !== 'string') return argument.toString('latin1');
  return Buffer.byteLength(argument) === argument.length
    ? argument
    : Buffer.from(argument).toString('latin1');
}

/** The reply to a command. @throws StoreUnavailable when Redis fails, or does not answer in time */
export async function answered<T>(command: Promise<T>): Promise<T> {
  try {
    return await withTimeout(COMMAND_TIMEOUT_MS, command);
  } catch (error) {
    throw new StoreUnavailable(`Redis did not acknowledge the command: ${reasonOf(error)}`, { cause: error });
  }
}
