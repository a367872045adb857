import { describe, expect, it } from '@jest/globals';
import { ACTIONS, ONBOARDING_STATES } from '../onboarding/journey/state.js';
import { timelineOf } from './timeline.js';

const line = { event: 'step', onboarding: 'onb_x', replayed: false, overrides: [] } as const;

describe('a timeline', () => {
  it.each(['START', ...ACTIONS])('has a description of the step %s', (step) => {
    expect(timelineOf([{ ...line, step, outcome: 'COMPLETED' }], 'onb_x').join()).not.toContain(`${step}:`);
  });

  it.each(ONBOARDING_STATES)('states what comes after %s', (state) => {
    const [, step = ''] = timelineOf([{ ...line, step: 'START', outcome: state, after: state }], 'onb_x');
    expect(step).toContain(`State: ${state}, `);
    expect(step).not.toContain('does not know.');
  });
});
