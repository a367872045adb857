import { itSurvivesSequences } from './support/call-sequences.js';

// Many more of them: test/durability.
itSurvivesSequences(1);
