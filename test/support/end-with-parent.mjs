// Loaded into a gateway that a jest worker keeps: ends it, and removes its directory, when the worker ends in any way.
import { rmSync } from 'node:fs';

process.once('disconnect', () => {
  rmSync(process.cwd(), { recursive: true, force: true });
  process.exit();
});
process.channel.unref();
