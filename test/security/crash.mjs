// Preloaded into the gateway by the canary test: SIGUSR2 throws the uncaught error that CRASH_AS names, with the text
// CRASH_TEXT, because the message of an error may contain any data that the code works on.
process.on('SIGUSR2', () => {
  const text = process.env.CRASH_TEXT;
  const error = Object.assign(new Error(text, { cause: new Error(text) }), {
    detail: text,
    name: `Error of ${text}`,
  });
  switch (process.env.CRASH_AS) {
    case 'rejection':
      void Promise.reject(error);
      break;
    case 'rejection with a text':
      // Node.js puts the text into the message of an error.
      void Promise.reject(text);
      break;
    default:
      throw error;
  }
});
