import { randomBytes } from 'node:crypto';
import { Cluster, Command, type Redis } from 'ioredis';

/** Hash tags for checks, one for each primary. No onboarding id contains a dot, so no customer's keys have these tags. */
export class ReservedTags {
  private tags: readonly string[] = [newTag()];

  constructor(private readonly client: Redis | Cluster) {}

  current(): readonly string[] {
    const { client } = this;
    if (!(client instanceof Cluster)) return this.tags;
    const primaryOf = (tag: string): string | undefined =>
      client.slots[new Command('get', [tag]).getSlot()]?.[0];
    const primaries = new Set(client.slots.flatMap(([primary]) => primary ?? []));
    const found = new Map<string, string>();
    const keep = (tag: string): void => {
      const primary = primaryOf(tag);
      if (primary !== undefined && !found.has(primary)) found.set(primary, tag);
    };
    this.tags.forEach(keep);
    while (found.size < primaries.size) keep(newTag());
    if (found.size > 0) this.tags = [...found.values()];
    return this.tags;
  }
}

const newTag = (): string => `onb_probe.${randomBytes(9).toString('base64url')}`;
