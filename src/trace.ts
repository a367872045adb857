import { createReadStream } from 'node:fs';
import { linesOf, readAuditLine, type AuditLine } from './audit/audit-lines.js';
import { names, timelineOf } from './audit/timeline.js';

const USAGE = `Usage: node dist/trace.js <clientRefId | requestId | onb_...> [audit file ...]

Prints what happened to the onboarding that the reference names. Without files the audit lines are read from standard
input, where other log lines may be between them.`;

const REFERENCE = /^[A-Za-z0-9._-]{1,64}$/;
const MOBILE = /^\d{10,12}$/;
/** Limit of buffered standard input, which can be read only once; characters. */
const MAX_BUFFERED = 256 * 1024 * 1024;

/** Audit lines that can be read more than once. */
type AuditInput = () => AsyncIterable<AuditLine>;

/** Wrong arguments; the message tells the operator what to change. */
class UsageError extends Error {}

// The reader of the output may close the pipe early, such as `head`.
process.stdout.on('error', () => process.exit(0));
try {
  process.exitCode = await trace(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/** @returns the exit code: 0 when the reference was found, otherwise 1 */
async function trace([reference, ...paths]: readonly string[]): Promise<number> {
  if (reference === undefined) throw new UsageError(USAGE);
  if (reference === '--help' || reference === '-h') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (!REFERENCE.test(reference)) {
    throw new UsageError(
      'The reference must be a clientRefId, a requestId or the id of an onboarding: 1 to 64 letters, digits, dots, dashes and underscores.',
    );
  }
  if (paths.length === 0 && process.stdin.isTTY) {
    throw new UsageError('Name audit files after the reference, or pipe audit lines into standard input.');
  }
  const input = paths.length > 0 ? filesAt(paths) : standardInput();
  const { onboardings, lines } = await onboardingsOf(reference, input);
  if (onboardings.size === 0) {
    process.stderr.write(`${absenceOf(reference, lines)}\n`);
    return 1;
  }
  const found = await linesAbout(onboardings, reference, input);
  process.stdout.write(`${found.map((group) => timelineOf(group, reference).join('\n')).join('\n\n')}\n`);
  return 0;
}

/** The onboardings that the reference names: several, when a client reused a request id. */
async function onboardingsOf(
  reference: string,
  input: AuditInput,
): Promise<{ readonly onboardings: ReadonlySet<string>; readonly lines: number }> {
  const onboardings = new Set<string>();
  let lines = 0;
  for await (const line of input()) {
    lines += 1;
    if (names(line, reference)) onboardings.add(line.onboarding ?? 'none');
  }
  return { onboardings, lines };
}

async function linesAbout(
  onboardings: ReadonlySet<string>,
  reference: string,
  input: AuditInput,
): Promise<readonly (readonly AuditLine[])[]> {
  const groups = new Map([...onboardings].map((onboarding): [string, AuditLine[]] => [onboarding, []]));
  for await (const line of input()) {
    const { onboarding = 'none' } = line;
    // Steps without an onboarding in their address do not belong together.
    if (onboarding !== 'none' || names(line, reference)) groups.get(onboarding)?.push(line);
  }
  return [...groups.values()];
}

function filesAt(paths: readonly string[]): AuditInput {
  return async function* () {
    for (const path of paths) {
      try {
        yield* auditLines(createReadStream(path, 'utf8'));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new UsageError(`The file ${path} cannot be read (${code}).`);
      }
    }
  };
}

/** Buffers the lines it reads: the lines before the first one with the reference are printed, too. */
function standardInput(): AuditInput {
  const buffered: AuditLine[] = [];
  let read = false;
  return async function* () {
    if (read) {
      yield* buffered;
      return;
    }
    let characters = 0;
    for await (const line of auditLines(process.stdin.setEncoding('utf8'))) {
      characters += JSON.stringify(line).length;
      if (characters > MAX_BUFFERED)
        throw new UsageError('Standard input is too large to be buffered. Name the audit files instead.');
      buffered.push(line);
      yield line;
    }
    read = true;
  };
}

async function* auditLines(chunks: AsyncIterable<string>): AsyncGenerator<AuditLine> {
  for await (const text of linesOf(chunks)) {
    const line = readAuditLine(text);
    if (line) yield line;
  }
}

function absenceOf(reference: string, lines: number): string {
  if (lines === 0) {
    return 'No audit line was found. Audit lines are written to AUDIT_FILE, not to the application log.';
  }
  if (MOBILE.test(reference)) {
    return `None of the ${lines} audit lines contains it. No audit line holds a mobile number: search for the clientRefId, the requestId or the id of the onboarding.`;
  }
  return `None of the ${lines} audit lines contains ${reference}. Pass the audit streams of all replicas, including rotated files.`;
}
