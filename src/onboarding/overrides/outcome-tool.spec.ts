import { describe, expect, test } from '@jest/globals';
import { PRODUCTS } from '../../products/registry.js';
import { printedFor } from './outcome-tool.js';

// The process and what it prints of a real line: test/an-unknown-reply-is-mapped-without-a-release.spec.ts.
describe('the tool called with', () => {
  const line = { event: 'upstream unrecognized', product: 'ppi-levin', call: 'submitPan' };

  test.each<[string, string | undefined, number, RegExp]>([
    ['nothing', undefined, 2, /^Usage: npm run outcome/],
    ['--help', '--help', 0, /^Usage: npm run outcome/],
    ['no line', 'what?', 2, /must be a whole log line/],
    ['half a line', '{"event":', 2, /must be a whole log line/],
    ['another line', '{"event":"request"}', 2, /must have the event "upstream unrecognized"/],
    ['an unknown product', JSON.stringify({ ...line, product: 'x' }), 2, /must name a product and a call/],
    ['no call', JSON.stringify({ ...line, call: 1 }), 2, /must name a product and a call/],
    ['a reply without a meaning', JSON.stringify({ ...line, status: 0, data: {} }), 1, /no row can map it/],
  ])('%s prints one sentence', (_what, argument, code, sentence) => {
    expect(printedFor(argument, PRODUCTS)).toEqual({ code, out: '', err: expect.stringMatching(sentence) });
  });
});
