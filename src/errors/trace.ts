/** Where an error came from, for the log: its name and frames. Its message is left out: it may hold what a client or Eko sent. */
export function traceOf(error: unknown): { readonly type: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
  return { type: error.name, ...(frames !== undefined && { stack: frames }) };
}
