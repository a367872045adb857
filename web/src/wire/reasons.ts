import type { Exchange } from './exchanges.js';
import { isFromBefore } from './keys.js';

/** Why a request has the key that it has. */
export type Reason =
  | { readonly kind: 'READ' | 'ERASE' | 'NEW' | 'SAME_NO_ANSWER' | 'SAME_RELOAD' | 'SAME_BY_HAND' }
  | { readonly kind: 'NEW_AFTER' | 'SAME_ASKED'; readonly code: string };

/** @param before the exchanges before it, newest first */
export function reasonFor(
  { method, path, key }: Pick<Exchange, 'method' | 'path' | 'key'>,
  before: readonly Exchange[],
  byHand: boolean,
): Reason {
  if (key === undefined) return { kind: method === 'DELETE' ? 'ERASE' : 'READ' };
  if (byHand) return { kind: 'SAME_BY_HAND' };
  const same = before.find((one) => one.key === key);
  if (same) {
    const code = codeOf(same);
    return code === undefined ? { kind: 'SAME_NO_ANSWER' } : { kind: 'SAME_ASKED', code };
  }
  if (isFromBefore(key)) return { kind: 'SAME_RELOAD' };
  const last = before.find((one) => one.path === path && one.key !== undefined);
  const code = last && codeOf(last);
  return code === undefined ? { kind: 'NEW' } : { kind: 'NEW_AFTER', code };
}

/** The code of the problem in the answer, if it was one. */
function codeOf({ result }: Exchange): string | undefined {
  if (result.kind !== 'ANSWER' || result.status < 400) return undefined;
  try {
    const { code } = JSON.parse(result.text) as { readonly code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
