import 'reflect-metadata';
import { printedFor } from './onboarding/overrides/outcome-tool.js';
import { PRODUCTS } from './products/registry.js';

const { code, out, err } = printedFor(process.argv[2], PRODUCTS);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
