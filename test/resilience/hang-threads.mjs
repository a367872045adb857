// Preloaded into the gateway: SIGUSR2 blocks all four threads of its pool for ever, as a disk or a name server without
// an answer does. STUCK is a named pipe without a writer.
import { open, writeSync } from 'node:fs';

process.on('SIGUSR2', () => {
  for (let thread = 0; thread < 4; thread++) open(process.env.STUCK, 'r', () => undefined);
  writeSync(1, '{"event":"threads hang"}\n');
});
