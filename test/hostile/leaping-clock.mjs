// Loaded into a gateway by NODE_OPTIONS: its wall clock is off by the milliseconds that stand in CLOCK_SHIFT_FILE.
import { readFileSync } from 'node:fs';

const { now } = Date;
Date.now = () => now() + Number(readFileSync(process.env.CLOCK_SHIFT_FILE, 'utf8'));
