// Preloaded into the gateway by the canary test: SIGUSR2 makes it fail as CRASH_AS says, with what nothing catches,
// whose texts are CRASH_TEXT, as an error's message may hold anything that the code was working on.
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
      // Node.js makes an error of it, and puts it into the message.
      void Promise.reject(text);
      break;
    default:
      throw error;
  }
});
