/** The name of a class; any other text in `name` may be data. */
const CLASS_NAME = /^[A-Z][A-Za-z]{0,63}$/;
/** One frame as V8 writes it: in a file of the gateway, of a package, or of Node.js itself. */
const FRAME = /^ {4}at (?:[^\n()]{1,200} \()?(?:file:\/\/|node:|\/)[^\s()]{1,300}:\d+:\d+\)?$/;

/**
 * Where an error was thrown, for the log: its class and frames. Its message and other properties are left out: they
 * may contain what a client or Eko sent.
 */
export function traceOf(error: unknown): { readonly type: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  return {
    type: CLASS_NAME.test(name) ? name : 'Error',
    // The message is removed first: a line of it may look like a frame.
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
