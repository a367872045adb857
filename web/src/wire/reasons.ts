import { codeOf, type Exchange, type Reason } from './exchange.js';
import { isFromBefore } from './keys.js';

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
  if (path.endsWith('/refresh') && before[0] && codeOf(before[0]) === 'OUTCOME_UNKNOWN')
    return { kind: 'LOOK_UP' };
  const last = before.find((one) => one.path === path && one.key !== undefined);
  const code = last && codeOf(last);
  return code === undefined ? { kind: 'NEW' } : { kind: 'NEW_AFTER', code };
}
