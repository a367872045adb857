/** What a line may say, as docs/audit.md lists it. */
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

/** A line of the audit stream that was read back: printable text of known fields, and nothing else. */
export type AuditLine = Readonly<Partial<Record<(typeof FIELDS)[number], string>>> & {
  readonly replayed: boolean;
  /** The rows of the overrides file that decided. */
  readonly overrides: readonly string[];
};

/** No line of the gateway is as long; what is longer is no audit line, and is not kept. */
const MOST_CHARACTERS = 65_536;
const LONGEST_VALUE = 500;

/** The lines of a text that arrives in chunks. Those longer than any audit line are left out. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n');
    rest += first;
    for (const next of others) {
      if (rest.length <= MOST_CHARACTERS) yield rest;
      rest = next;
    }
    // One character more than allowed is enough to know that the line is left out.
    rest = rest.slice(0, MOST_CHARACTERS + 1);
  }
  if (rest.length <= MOST_CHARACTERS) yield rest;
}

/**
 * The audit line in a line of text, whatever a log collector wrote before it (`kubectl logs --prefix`).
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

/** Nothing that could steer a terminal. */
function printable(value: unknown): string | undefined {
  return typeof value === 'string'
    ? value.slice(0, LONGEST_VALUE).replaceAll(/[^\x20-\x7e]/g, '?')
    : undefined;
}
