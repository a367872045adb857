import { SaxesParser } from 'saxes';

/** The characters that begin a tag, an attribute's value or a reference. RD services write about 200 of them. */
const MARKS = /[<=&]/g;
const MAX_MARKS = 600;
const NOT_A_CAPTURE = 'must not have more elements and attributes than a capture of an RD service';
const NOT_WELL_FORMED = 'must be a well-formed PidData document';
/** A code as RD services write it: 720, or -1509. Any other text is not shown. */
const ERROR_CODE = /^-?[A-Za-z0-9]{1,8}$/;

/**
 * The fault of a capture of an RD service, as a message for the agent; undefined when it may be sent to Eko.
 * The capture must be well-formed XML with the root PidData. A document type is refused: PID blocks have none, and
 * entities are a way to attack XML parsers. If the device reports an error (`Resp errCode`), there is no fingerprint.
 */
export function pidFault(text: string): string | undefined {
  if (hasManyMarks(text)) return NOT_A_CAPTURE;
  const parser = new SaxesParser();
  const codes: string[] = [];
  let root: string | undefined;
  let depth = 0;
  parser.on('doctype', () => parser.fail('a document type'));
  parser.on('opentag', ({ name, attributes }) => {
    root ??= name;
    if (depth === 1 && name === 'Resp') codes.push(attributes['errCode']?.trim() ?? '0');
    depth += 1;
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  try {
    parser.write(text).close();
  } catch {
    return NOT_WELL_FORMED;
  }
  if (root !== 'PidData') return NOT_WELL_FORMED;
  const failure = codes.find((code) => !/^0+$/.test(code));
  return failure === undefined ? undefined : failureOf(failure);
}

/** Counted before parsing: the parser takes 7 ms for 128 KiB of elements, and 1 ms for 128 KiB of text. */
function hasManyMarks(text: string): boolean {
  let marks = 0;
  for (const [mark] of text.matchAll(MARKS)) if ((marks += mark.length) > MAX_MARKS) return true;
  return false;
}

function failureOf(code: string): string {
  const error = ERROR_CODE.test(code) ? `error ${code}` : 'an error';
  return `contains no fingerprint: the device failed with ${error}; check it and capture the fingerprint again`;
}
