import 'reflect-metadata';
import { outcomeChoices, rowFor, type UnrecognizedLine } from './onboarding/overrides/row-for-reply.js';
import { PRODUCTS } from './products/registry.js';

const USAGE = `Usage: npm run outcome -- '<log line>'

Takes a log line with the event "upstream unrecognized" and prints the row of the overrides file that maps such a reply.
Fill in the outcome once Eko has confirmed what the reply means.`;

const [argument] = process.argv.slice(2);
const line = parsed(argument ?? '');
const product = PRODUCTS.find(({ name }) => name === line?.product);
if (argument === undefined || argument === '--help') endWith(argument === undefined ? 2 : 0, USAGE);
else if (!line) endWith(2, 'The argument must be a whole log line, in single quotes: a JSON object.');
else if (line.event !== 'upstream unrecognized') {
  endWith(
    2,
    'The log line must have the event "upstream unrecognized": only those lines describe an unrecognized reply.',
  );
} else if (!product || typeof line.call !== 'string') {
  endWith(2, 'The log line must name a product and a call of this version of the gateway.');
} else {
  const row = rowFor(line);
  if (!row) {
    endWith(
      1,
      'The reply has neither ids nor fields that identify it, so no row can map it. Ask Eko, with the clientRefId of the line.',
    );
  } else {
    process.stdout.write(`${JSON.stringify({ outcomes: { [product.name]: [row] } }, undefined, 2)}\n`);
    process.stderr.write(
      `\nReplace the empty outcome with one of these, and add the row to the overrides file:\n${outcomeChoices(
        product,
      )
        .map((choice) => `  ${choice}`)
        .join('\n')}\n`,
    );
  }
}

function endWith(code: number, text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
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
