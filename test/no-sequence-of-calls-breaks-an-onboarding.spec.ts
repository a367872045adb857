import { testCallSequences } from './support/call-sequences.js';

// Many more sequences: test/durability.
testCallSequences(1);
