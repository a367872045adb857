import { unpack } from '../packed-text.js';
import type { Begun, StoredOnboarding } from '../store.js';

/** What BEGIN returns: a kind, and what belongs to it. */
export type Reply = [kind: Buffer, ...rest: unknown[]];
/** What READ returns, and the end of some replies of BEGIN. */
export type Stored = [agent: Buffer | null, sealed: Buffer | null, abandoned: number];

/** What READ returned, as the store tells of it; undefined when there is no onboarding. */
export function stored(
  agent: Buffer | null,
  sealed: Buffer | null,
  abandoned: number,
): StoredOnboarding | undefined {
  if (!agent || !sealed) return undefined;
  return { agent: unpack(agent), sealed: unpack(sealed), abandoned: abandoned === 1 };
}

/** What BEGIN returned, as the store tells of it. @throws Error for a kind that the script does not have */
export function begunFrom([said, ...rest]: Reply): Begun {
  const kind = String(said) as Begun['kind'];
  switch (kind) {
    case 'missing':
    case 'reused':
    case 'running':
      return { kind };
    case 'finished':
      return { kind, answer: unpack(rest[0] as Buffer) };
    case 'unsettled': {
      const onboarding = stored(...(rest as Stored));
      if (onboarding) return { kind, onboarding };
      break;
    }
    case 'claimed': {
      const [attempt, ...found] = rest;
      const onboarding = stored(...(found as Stored));
      return { kind, attempt: Number(attempt), ...(onboarding && { onboarding }) };
    }
  }
  throw new Error(`Redis began with "${kind}"`);
}
