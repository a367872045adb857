import { Command, type Cluster, type Redis } from 'ioredis';
import { StoreUnavailable } from '../store.js';
import { timeLimit } from '../with-timeout.js';
import { isUnknownScript, reasonOf } from './failure.js';
import type { Script } from './scripts.js';

/** How long a command may take, milliseconds. */
export const COMMAND_TIMEOUT_MS = 250;

export type Argument = string | number | Buffer;

/**
 * Runs a script on the node of its keys.
 * @throws StoreUnavailable when Redis fails, or does not answer within `timeoutMs`
 */
export function runScript(
  client: Redis | Cluster,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly Argument[],
  timeoutMs = COMMAND_TIMEOUT_MS,
): Promise<unknown> {
  const send = (name: string, code: string): Promise<unknown> =>
    client.sendCommand(new ScriptCommand(name, [code, keys.length, ...keys, ...args])) as Promise<unknown>;
  // One promise for each command beside that of ioredis: a start has five commands.
  return new Promise((resolve, reject) => {
    const answered = (reply: unknown): void => {
      clearTimeout(timer);
      resolve(reply);
    };
    const failed = (error: unknown): void => {
      clearTimeout(timer);
      reject(unacknowledged(error));
    };
    const timer = timeLimit(timeoutMs, failed);
    send('evalsha', sha).then(answered, (error: unknown) => {
      // A Redis that restarted, or a new primary, does not know the script.
      if (isUnknownScript(error)) send('eval', lua).then(answered, failed);
      else failed(error);
    });
  });
}

/** Redis failed, or did not answer in time. */
export function unacknowledged(cause: unknown): StoreUnavailable {
  return new StoreUnavailable(`Redis did not acknowledge the command: ${reasonOf(cause)}`, { cause });
}

/**
 * A command whose bytes are put together as one text of single bytes: with binary arguments ioredis copies every part on
 * its own, which is a third of what a command costs the gateway.
 */
class ScriptCommand extends Command {
  /** @param name in lower case, as ioredis compares it */
  constructor(name: string, args: Argument[]) {
    // ioredis would copy the arguments twice, and convert each of them.
    super(name);
    this.args = args;
  }

  override toWritable(): Buffer {
    let bytes = `*${this.args.length + 1}\r\n$${this.name.length}\r\n${this.name}\r\n`;
    for (const argument of this.args) {
      const of = bytesOf(argument as Argument);
      bytes += `$${of.length}\r\n${of}\r\n`;
    }
    return Buffer.from(bytes, 'latin1');
  }
}

/** One character for each byte of an argument. */
function bytesOf(argument: Argument): string {
  if (typeof argument === 'number') return String(argument);
  if (typeof argument !== 'string') return argument.toString('latin1');
  return Buffer.byteLength(argument) === argument.length
    ? argument
    : Buffer.from(argument).toString('latin1');
}
