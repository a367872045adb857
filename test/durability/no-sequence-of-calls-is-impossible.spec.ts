import { itSurvivesSequences } from '../support/call-sequences.js';

itSurvivesSequences(10);
