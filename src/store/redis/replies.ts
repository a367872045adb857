import { unpack } from '../packed-text.js';
import type { Begun, StoredOnboarding } from '../store.js';

/** What BEGIN returns: a kind, and its values. */
export type Reply = [kind: Buffer, ...rest: unknown[]];
/** What READ returns, and the last values of some replies of BEGIN. */
export type Stored = [agent: Buffer | null, sealed: Buffer | null, abandoned: number];

/** The onboarding in a reply of READ; undefined when there is none. */
export function stored(
  agent: Buffer | null,
  sealed: Buffer | null,
  abandoned: number,
): StoredOnboarding | undefined {
  if (!agent || !sealed) return undefined;
  return { agent: unpack(agent), sealed: unpack(sealed), abandoned: abandoned === 1 };
}

/** The result of a claim in a reply of BEGIN. @throws Error for a kind that the script does not return */
export function begunFrom([name, ...rest]: Reply): Begun {
  const kind = String(name) as Begun['kind'];
  switch (kind) {
    case 'missing':
    case 'reused':
    case 'running':
      return { kind };
    case 'finished':
      return { kind, answer: unpack(rest[0] as Buffer) };
    case 'unreconciled': {
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
