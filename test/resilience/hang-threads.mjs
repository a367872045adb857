// Preloaded into the gateway: SIGUSR2 makes all four threads of its pool wait for ever, as a disk that hangs and names
// that do not resolve do. STUCK is a named pipe that nobody writes to.
import { open, writeSync } from 'node:fs';

process.on('SIGUSR2', () => {
  for (let thread = 0; thread < 4; thread++) open(process.env.STUCK, 'r', () => undefined);
  writeSync(1, '{"event":"threads hang"}\n');
});
