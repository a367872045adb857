// Preloaded into the gateway by the crash tests: once armed with SIGUSR2, the process kills itself with SIGKILL the
// next time a step reaches the point that FAILPOINT names. The gateway itself contains no such code.
import { subscribe } from 'node:diagnostics_channel';

let armed = false;
process.on('SIGUSR2', () => {
  armed = true;
  process.stdout.write('{"event":"failpoint armed"}\n');
});
subscribe('gateway:step', ({ point }) => {
  if (armed && point === process.env.FAILPOINT) process.kill(process.pid, 'SIGKILL');
});
