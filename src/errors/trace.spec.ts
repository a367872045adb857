import { describe, expect, it } from '@jest/globals';
import { framesOf, traceOf } from './trace.js';

const NUMBER = '734912668052';

describe('the trace of an error', () => {
  it('contains the class and the frames of the error', () => {
    const { type, stack } = traceOf(new TypeError(`cannot read ${NUMBER}`));
    expect(type).toBe('TypeError');
    expect(stack).toMatch(/^ {4}at .*trace\.spec\.ts:\d+:\d+\)?$/m);
    expect(stack).not.toContain(NUMBER);
  });

  it('contains no text of the error, in whichever property it is', () => {
    const text = `${NUMBER}\n    at step (file:///pan/${NUMBER}:1:1)\n    at ${NUMBER}`;
    const error = Object.assign(new Error(text, { cause: new Error(text) }), { detail: text });
    expect(JSON.stringify(traceOf(error))).not.toContain(NUMBER);
    error.name = `Error of ${NUMBER}`;
    expect(traceOf(error).type).toBe('Error');
    error.stack = `at ${NUMBER}`;
    expect(traceOf(error).stack).toBe('');
  });

  it.each([
    [NUMBER, 'string'],
    [undefined, 'undefined'],
    [{ message: NUMBER }, 'object'],
  ])('of a thrown value that is not an error, such as %p, is its type alone', (thrown, type) => {
    expect(traceOf(thrown)).toEqual({ type });
  });
});

describe('frames', () => {
  it.each([
    '    at processTicksAndRejections (node:internal/process/task_queues:105:5)',
    '    at async OnboardingService.take (file:///app/dist/onboarding/steps/onboarding.service.js:52:9)',
    '    at file:///app/dist/main.js:15:3',
    '    at new Store (/app/node_modules/ioredis/built/index.js:1:2)',
    '    at Object.<anonymous> [as run] (/app/dist/eko/call.js:4:1)',
  ])('keep %p', (frame) => {
    expect(framesOf(`Error: ${NUMBER}\n${frame}`)).toBe(frame);
  });
});
