import { SaxesParser } from 'saxes';

/** What begins a tag, an attribute's value or a reference. What RD services write has some two hundred of them. */
const MARKS = /[<=&]/g;
const MAX_MARKS = 600;
const NOT_A_CAPTURE = 'must have no more elements and attributes than a capture of an RD service';
const NOT_WELL_FORMED = 'must be a well-formed PidData document';
/** As the RD service writes it: 720, or -1509. What looks otherwise is not repeated to anyone. */
const ERROR_CODE = /^-?[A-Za-z0-9]{1,8}$/;

/**
 * What is wrong with what an RD service captured, in words for the agent; undefined when it may go to Eko.
 * It must be well-formed XML with the root PidData. A document type is refused: PID blocks have none, and entities
 * are how XML attacks its readers. Where the device says that it failed (`Resp errCode`), there is no fingerprint in it.
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

/** Counted on the text: 128 KiB of elements take the parser seven milliseconds, and as much text one. */
function hasManyMarks(text: string): boolean {
  let marks = 0;
  for (const [mark] of text.matchAll(MARKS)) if ((marks += mark.length) > MAX_MARKS) return true;
  return false;
}

function failureOf(code: string): string {
  const error = ERROR_CODE.test(code) ? `error ${code}` : 'an error';
  return `holds no fingerprint: the device failed with ${error}; check it and capture the fingerprint again`;
}
