// Preloaded into the gateway by the canary test: SIGUSR2 makes it fail with an error that nothing catches, whose
// texts are CRASH_TEXT, as an error's message may hold anything that the code was working on.
process.on('SIGUSR2', () => {
  const text = process.env.CRASH_TEXT;
  throw Object.assign(new Error(text, { cause: new Error(text) }), {
    detail: text,
    name: `Error of ${text}`,
  });
});
