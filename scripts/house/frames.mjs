// Loaded into a gateway by scripts/house.mjs: writes its own stack frames, innermost first, at each request to Eko.
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';

Error.stackTraceLimit = Infinity;

subscribe('undici:request:create', () => {
  const lines = new Error().stack.split('\n');
  const own = lines.filter((line) => line.includes('/dist/') && !line.includes('/node_modules/'));
  const frames = own.map((line) => line.trim().replace(/file:.*\/dist\//, ''));
  writeSync(2, `${JSON.stringify({ frames })}\n`);
});
