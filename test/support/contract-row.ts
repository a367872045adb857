import { expect } from '@jest/globals';
import { verdictOf } from './client.js';
import type { ActionName } from './people.js';
import type { Product } from './resources.js';
import type { ReachableState, Stage } from './stage.js';

/**
 * A row of contract.md: from which state which step is taken, what Eko answers to it, and what the client gets,
 * as "status code state"; a look-up that must follow comes last with its answer.
 */
export type Row = [
  what: string,
  from: ReachableState,
  action: ActionName,
  answer: object,
  expected: string,
  followUp?: object,
];

/** Runs one row; the scripted upstream fails it when one request more or less comes. */
export async function holds(stage: Stage, product: Product, row: Row): Promise<void> {
  const [, from, action, answer, expected, followUp] = row;
  const onboarding = await stage.at(from, product);

  const reply = await stage.answered(onboarding, action, answer, ...(followUp ? [followUp] : []));

  const { status, code, state } = verdictOf(reply);
  expect([status, code, state].filter((one) => one !== undefined).join(' ')).toBe(expected);
  const after = await stage.read(onboarding);
  expect(after.state).toBe(state);
}
