// Loaded into a gateway that a jest worker keeps: ends the gateway and removes its directory whenever the worker ends.
import { rmSync } from 'node:fs';

process.once('disconnect', () => {
  rmSync(process.cwd(), { recursive: true, force: true });
  process.exit();
});
process.channel.unref();
