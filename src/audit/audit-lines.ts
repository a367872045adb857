/** The fields of a line (docs/audit.md). */
const FIELDS = [
  'time',
  'event',
  'agent',
  'onboarding',
  'product',
  'step',
  'requestId',
  'outcome',
  'before',
  'after',
  'clientRefId',
  'noticeVersion',
  'language',
  'purpose',
  'identity',
] as const;

/** A line that was read from the audit stream: printable text of known fields only. */
export type AuditLine = Readonly<Partial<Record<(typeof FIELDS)[number], string>>> & {
  readonly replayed: boolean;
  /** The rows of the overrides file that decided. */
  readonly overrides: readonly string[];
};

/** Far longer than any audit line; a longer line is skipped. */
const MAX_CHARACTERS = 65_536;
const MAX_VALUE_LENGTH = 500;

/** The lines of a text that arrives in chunks, without those that are longer than any audit line. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n');
    rest += first;
    for (const next of others) {
      if (rest.length <= MAX_CHARACTERS) yield rest;
      rest = next;
    }
    // One character more than allowed is enough to know that the line is skipped.
    rest = rest.slice(0, MAX_CHARACTERS + 1);
  }
  if (rest.length <= MAX_CHARACTERS) yield rest;
}

/**
 * The audit line in a line of text, after any prefix of a log collector (`kubectl logs --prefix`).
 * @returns undefined when there is none
 */
export function readAuditLine(text: string): AuditLine | undefined {
  const start = text.indexOf('{');
  if (start < 0 || !text.includes('"audit"')) return undefined;
  const value = parsed(text.slice(start));
  if (value?.['stream'] !== 'audit') return undefined;
  const fields = FIELDS.flatMap((field) => {
    const shown = printable(value[field]);
    return shown === undefined ? [] : [[field, shown]];
  });
  const overrides = Array.isArray(value['overrides'])
    ? value['overrides'].flatMap((one) => printable(one) ?? [])
    : [];
  return { ...Object.fromEntries(fields), replayed: value['replayed'] === true, overrides } as AuditLine;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces characters that could control a terminal. */
function printable(value: unknown): string | undefined {
  return typeof value === 'string'
    ? value.slice(0, MAX_VALUE_LENGTH).replaceAll(/[^\x20-\x7e]/g, '?')
    : undefined;
}
