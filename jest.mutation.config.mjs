// What Stryker runs: the unit specs alone, since it starts no process that could hold a mutant.
import { unit } from './jest.config.mjs';

export default unit;
