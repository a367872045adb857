import { Cluster, type Redis } from 'ioredis';

/**
 * Looks at how the primaries keep what they acknowledge.
 * @param warn told in one sentence of what may lose data, or could not be checked
 * @throws Error when a primary may drop records to free memory
 */
export async function checkDurability(
  client: Redis | Cluster,
  warn: (message: string) => void,
): Promise<void> {
  const primaries = client instanceof Cluster ? client.nodes('master') : [client];
  for (const primary of primaries) {
    const memory = await info(primary, 'memory');
    const policy = (await config(primary, 'maxmemory-policy')) ?? memory?.get('maxmemory_policy');
    if (policy === undefined) {
      warn('The maxmemory-policy of Redis could not be checked: see to it that it is noeviction.');
    } else if (policy !== 'noeviction') {
      throw new Error(
        `Redis may drop records to free memory: its maxmemory-policy is ${policy}. ` +
          'Set it to noeviction; without a record a step would be dispatched twice.',
      );
    }
    const persistence = await info(primary, 'persistence');
    const snapshots = await config(primary, 'save');
    if (persistence?.get('aof_enabled') === '1') continue;
    if (snapshots === '')
      warn('Redis keeps nothing on disk: it forgets every claim when it restarts. Set appendonly yes.');
    else if (snapshots === undefined)
      warn('Whether Redis keeps anything on disk could not be checked. Set appendonly yes.');
    else
      warn(
        'Redis writes snapshots only: a restart forgets the claims since the last one. Set appendonly yes.',
      );
  }
}

/** A setting, undefined when managed Redis forbids to ask. */
async function config(node: Redis, name: string): Promise<string | undefined> {
  try {
    const reply = await node.config('GET', name);
    return reply[1];
  } catch {
    return undefined;
  }
}

async function info(node: Redis, section: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const lines = (await node.info(section)).split('\r\n').filter((line) => line.includes(':'));
    return new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
  } catch {
    return undefined;
  }
}
