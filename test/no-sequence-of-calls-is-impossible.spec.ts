import { testCallSequences } from './support/call-sequences.js';

// Many more of them: test/durability.
testCallSequences(1);
