import type { Product } from '../journey/product.js';
import { outcomeChoices, rowFor, type UnrecognizedLine } from './row-for-reply.js';

const USAGE = `Usage: npm run outcome -- '<log line>'

Takes a log line with the event "upstream unrecognized" and prints the row of the overrides file that maps such a reply.
Fill in the outcome once Eko has confirmed what the reply means.`;

/** What the tool prints: the row to stdout, and sentences for the operator to stderr. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The row for a reply that was not recognized, or a sentence that says why there is none. */
export function printedFor(argument: string | undefined, products: readonly Product[]): Printed {
  if (argument === undefined || argument === '--help') return refusal(argument === undefined ? 2 : 0, USAGE);
  const line = parsed(argument);
  if (!line) return refusal(2, 'The argument must be a whole log line, in single quotes: a JSON object.');
  if (line.event !== 'upstream unrecognized') {
    return refusal(
      2,
      'The log line must have the event "upstream unrecognized": only those lines describe an unrecognized reply.',
    );
  }
  const product = products.find(({ name }) => name === line.product);
  if (!product || typeof line.call !== 'string')
    return refusal(2, 'The log line must name a product and a call of this version of the gateway.');
  const row = rowFor(line);
  if (!row) {
    return refusal(
      1,
      'The reply has neither ids nor fields that identify it, so no row can map it. Ask Eko, with the clientRefId of the line.',
    );
  }
  const choices = outcomeChoices(product).map((choice) => `  ${choice}`);
  return {
    code: 0,
    out: `${JSON.stringify({ outcomes: { [product.name]: [row] } }, undefined, 2)}\n`,
    err: `\nReplace the empty outcome with one of these, and add the row to the overrides file:\n${choices.join('\n')}\n`,
  };
}

function refusal(code: number, text: string): Printed {
  return { code, out: '', err: `${text}\n` };
}

/** The JSON object in the line; text that a log collector wrote before it is ignored. */
function parsed(text: string): UnrecognizedLine | undefined {
  try {
    const value: unknown = JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
