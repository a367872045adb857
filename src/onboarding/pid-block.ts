import { SaxesParser } from 'saxes';

const NOT_WELL_FORMED = 'must be a well-formed PidData document';
/** As the RD service writes it: 720, or -1509. What looks otherwise is not repeated to anyone. */
const ERROR_CODE = /^-?[A-Za-z0-9]{1,8}$/;

/**
 * What is wrong with what an RD service captured, in words for the agent; undefined when it may go to Eko.
 * It must be well-formed XML with the root PidData. A document type is refused: PID blocks have none, and entities
 * are how XML attacks its readers. Where the device says that it failed (`Resp errCode`), there is no fingerprint in it.
 */
export function pidFault(text: string): string | undefined {
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

function failureOf(code: string): string {
  const error = ERROR_CODE.test(code) ? `error ${code}` : 'an error';
  return `holds no fingerprint: the device failed with ${error}; check it and capture the fingerprint again`;
}
