import { nodeFault } from './node-version.js';
import { handleSignals } from './signals.js';

handleSignals();

// On an older Node.js the gateway's imports fail with an error that does not name the cause.
const fault = nodeFault(process.versions.node);
if (fault === undefined) await import('./start.js');
else {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
