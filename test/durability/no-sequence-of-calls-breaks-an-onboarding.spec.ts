import { testCallSequences } from '../support/call-sequences.js';

testCallSequences(10);
