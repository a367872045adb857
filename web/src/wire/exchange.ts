/** Why a request has the key that it has. */
export type Reason =
  | {
      readonly kind: 'READ' | 'ERASE' | 'NEW' | 'LOOK_UP' | 'SAME_NO_ANSWER' | 'SAME_RELOAD' | 'SAME_BY_HAND';
    }
  | { readonly kind: 'NEW_AFTER' | 'SAME_ASKED'; readonly code: string };

/** One request of the app, and what came back. */
export interface Exchange {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly key?: string;
  readonly reason: Reason;
  readonly result: Result;
}

/** What came back. */
export type Result =
  | { readonly kind: 'PENDING' }
  | { readonly kind: 'NO_ANSWER' }
  | {
      readonly kind: 'ANSWER' | 'DROPPED';
      readonly status: number;
      readonly replayed: boolean;
      readonly text: string;
      readonly ms: number;
    };

/** The code of the problem in the answer, if it was one. */
export function codeOf({ result }: Exchange): string | undefined {
  if (result.kind !== 'ANSWER' || result.status < 400) return undefined;
  try {
    const { code } = JSON.parse(result.text) as { readonly code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
