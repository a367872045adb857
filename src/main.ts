import { nodeFault } from './node-version.js';
import { handleSignals } from './signals.js';

handleSignals();

// What the gateway imports does not load on an older Node.js, and its error would not say so.
const fault = nodeFault(process.versions.node);
if (fault === undefined) await import('./start.js');
else {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
