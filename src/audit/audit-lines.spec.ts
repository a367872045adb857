import { describe, expect, it } from '@jest/globals';
import { linesOf, readAuditLine } from './audit-lines.js';

/** As long as a line may be. */
const LONGEST = 65_536;

async function* inChunks(...chunks: readonly string[]): AsyncGenerator<string> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk;
  }
}

describe('lines of a text that arrives in chunks', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['are whole', ['a\nb\n', 'c\n'], ['a', 'b', 'c', '']],
    ['are put together', ['a', 'b', 'c\nd', 'e\n'], ['abc', 'de', '']],
    ['need no line break at the end', ['a\nb'], ['a', 'b']],
    ['may be many in one chunk', ['a\n\nb\nc'], ['a', '', 'b', 'c']],
    ['may be of the longest length', ['.'.repeat(LONGEST), '\nb'], ['.'.repeat(LONGEST), 'b']],
    ['may be of the longest length at the end', ['.'.repeat(LONGEST)], ['.'.repeat(LONGEST)]],
    ['are left out when they are longer', ['.'.repeat(LONGEST), '.\nb'], ['b']],
    ['are left out when they are longer by many chunks', ['.'.repeat(LONGEST), '.'.repeat(9), '.\nb'], ['b']],
    ['are left out at the end, too', ['a\n', '.'.repeat(LONGEST + 1)], ['a']],
  ])('%s', async (_what, chunks, lines) => {
    const read: string[] = [];
    for await (const line of linesOf(inChunks(...chunks))) read.push(line);
    expect(read).toEqual(lines);
  });
});

const LINE = {
  stream: 'audit',
  time: '2026-11-21T10:00:00.000Z',
  event: 'consent',
  agent: '20810200',
  onboarding: 'onb_a',
  product: 'ppi-levin',
  step: 'SUBMIT_AADHAAR',
  requestId: 'request-1',
  outcome: 'AADHAAR_OTP_PENDING',
  before: 'AADHAAR_PENDING',
  after: 'AADHAAR_OTP_PENDING',
  clientRefId: 'reference',
  noticeVersion: '2026-01',
  language: 'hi',
  purpose: 'a purpose',
  identity: 'XXXXXXXX7058',
};
const { stream: _stream, ...FIELDS } = LINE;

describe('an audit line', () => {
  it('is read with all its fields', () => {
    expect(readAuditLine(JSON.stringify(LINE))).toEqual({ ...FIELDS, replayed: false, overrides: [] });
  });

  it('is read behind the prefix of a log collector', () => {
    expect(readAuditLine(`[pod/gateway-0] ${JSON.stringify(LINE)}`)).toMatchObject(FIELDS);
  });

  it('is read without fields that are not known, or not text', () => {
    const line = {
      ...LINE,
      agent: 20810200,
      step: null,
      mobile: '9876543210',
      overrides: 'a',
      replayed: 'true',
    };
    const { agent: _agent, step: _step, ...known } = FIELDS;
    expect(readAuditLine(JSON.stringify(line))).toEqual({ ...known, replayed: false, overrides: [] });
  });

  it('is read with what decided, and whether it was replayed', () => {
    const line = { ...LINE, replayed: true, overrides: ['a#/b', 7, 'c'] };
    expect(readAuditLine(JSON.stringify(line))).toMatchObject({ replayed: true, overrides: ['a#/b', 'c'] });
  });

  it('cannot control a terminal, or fill it', () => {
    const line = { ...LINE, outcome: '\u001b[31m~ é\n', purpose: 'x'.repeat(501) };
    expect(readAuditLine(JSON.stringify(line))).toMatchObject({
      outcome: '?[31m~ ??',
      purpose: 'x'.repeat(500),
    });
  });

  it.each([
    ['a line without an object', 'the "audit" stream'],
    ['a line of another stream', JSON.stringify({ ...LINE, stream: 'application', note: 'audit' })],
    ['a line that only contains one', JSON.stringify({ text: { ...LINE } })],
    ['a line that is torn', JSON.stringify(LINE).slice(0, -1)],
    ['an object that is not audit', '{}'],
    ['a line with the word alone', '{"audit"'],
    ['nothing', ''],
  ])('is not %s', (_what, text) => {
    expect(readAuditLine(text)).toBeUndefined();
  });
});
