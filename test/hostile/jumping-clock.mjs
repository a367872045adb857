// Loaded into a gateway by NODE_OPTIONS: shifts its wall clock by the milliseconds in CLOCK_SHIFT_FILE.
import { readFileSync } from 'node:fs';

const { now } = Date;
Date.now = () => now() + Number(readFileSync(process.env.CLOCK_SHIFT_FILE, 'utf8'));
