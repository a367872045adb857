/** A class's name; whatever else stands in `name` may be data. */
const CLASS_NAME = /^[A-Z][A-Za-z]{0,63}$/;
/** One frame as V8 writes it, with a file of ours, of a package, or of Node.js itself. */
const FRAME = /^ {4}at (?:[^\n()]{1,200} \()?(?:file:\/\/|node:|\/)[^\s()]{1,300}:\d+:\d+\)?$/;

/**
 * Where an error came from, for the log: its class and frames. Its message is left out, and everything else that it
 * carries: they may hold what a client or Eko sent.
 */
export function traceOf(error: unknown): { readonly type: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  return {
    type: CLASS_NAME.test(name) ? name : 'Error',
    // The message is cut out first: a line of it may look like a frame.
    ...(typeof stack === 'string' && { stack: framesOf(message ? stack.replace(message, '') : stack) }),
  };
}

/** The frames of a stack, without the message that it begins with. */
export function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .join('\n');
}
