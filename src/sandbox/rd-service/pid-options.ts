import { SaxesParser } from 'saxes';
import type { Failure } from './behaviours.js';

/** The options that the simulated device reads from `<Opts>`. */
export interface PidOptions {
  /** How long the device waits for a finger, milliseconds. */
  readonly timeoutMs: number;
  readonly fType: string;
  readonly wadh: string;
}

const MAX_TIMEOUT_MS = 60_000;

/** An attribute of `<Opts>`, its values, and the failure for any other (Registered Devices 2.0, "Error codes"). */
const RULES: readonly (readonly [name: string, allowed: RegExp, failure: Failure])[] = [
  ['fType', /^[012]$/, { code: 110, info: 'Invalid value for fType' }],
  ['fCount', /^([1-9]|10)$/, { code: 120, info: 'Invalid value for fCount' }],
  ['pidVer', /^2\.0$/, { code: 150, info: 'Invalid value for pidVer' }],
  ['timeout', /^[1-9][0-9]{2,5}$/, { code: 160, info: 'Invalid value for timeout' }],
  ['posh', /^(UNKNOWN|(LEFT|RIGHT)_(INDEX|LITTLE|MIDDLE|RING|THUMB))$/, failure(170, 'posh')],
  ['format', /^0$/, failure(190, 'format')],
  ['env', /^(P|PP|S)$/, { code: 100, info: 'Invalid value for env' }],
];
const MALFORMED: Failure = {
  code: 100,
  info: 'Invalid PidOptions input. XML should strictly adhere to spec.',
};

/** Reads a PidOptions document as a registered device does; a fault is the failure of the capture. */
export function readPidOptions(text: string): PidOptions | Failure {
  const options = optionsIn(text);
  if (options === undefined) return MALFORMED;
  const broken = RULES.find(([name, allowed]) => !allowed.test(options[name] ?? ''));
  if (broken !== undefined) return broken[2];
  const { timeout = '', fType = '', wadh = '' } = options;
  return { timeoutMs: Math.min(Number(timeout), MAX_TIMEOUT_MS), fType, wadh };
}

function failure(code: number, name: string): Failure {
  return { code, info: `Invalid value for ${name}` };
}

/** The attributes of the one `<Opts>` below the root. */
function optionsIn(text: string): Readonly<Record<string, string>> | undefined {
  const parser = new SaxesParser();
  const path: string[] = [];
  const found: Readonly<Record<string, string>>[] = [];
  parser.on('doctype', () => parser.fail('a document type'));
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name);
    if (path.join(' ') === 'PidOptions Opts') found.push(attributes);
  });
  parser.on('closetag', () => path.pop());
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return found.length === 1 ? found[0] : undefined;
}
