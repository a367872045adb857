// Loaded into a gateway by NODE_OPTIONS: its clock is CLOCK_SHIFT_MS off.
const { now } = Date;
const shift = Number(process.env.CLOCK_SHIFT_MS);
Date.now = () => now() + shift;
