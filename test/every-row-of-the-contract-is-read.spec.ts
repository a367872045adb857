import { describe, expect, test } from '@jest/globals';
import { casesOf, clientViewOf, STEP_OF_CALL, type Case, type ClientView } from './support/contract-cases.js';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { PROFILE } from './support/eko-replies.js';
import { EKO_WORDS, formsOf } from './support/fact-forms.js';
import { PRODUCTS, type Product } from './support/resources.js';
import { sharedStage } from './support/set-up.js';

/*
 * One row for each meaning of a reply; src/products/contract-facts.spec.ts tests all rows, in every form in which Eko
 * sends them.
 */
const { stage } = await sharedStage();

function oneOfEachKind(product: Product): readonly Case[] {
  const cases = casesOf(product).map((one): [string, Case] => [one[1].gives, one]);
  return [...new Map(cases.reverse()).values()].reverse();
}

describe.each(PRODUCTS)('%s reads', (product) => {
  test.each(oneOfEachKind(product))('%s', async (_, fact, call) => {
    const [from, action] = STEP_OF_CALL[call];
    const [[, reply] = ['', {}]] = formsOf(fact.meaning);
    const answers =
      fact.followedBy === undefined
        ? [reply]
        : [reply, fact.followedBy === 'a new signature' ? reply : PROFILE];

    const answer = await stage.answered(await stage.at(from, product), action, ...answers);

    expect(answer.text).not.toContain(EKO_WORDS);
    expect(seen(answer, from)).toEqual(clientViewOf(fact, from));
  });
});

function seen(reply: Reply, from: string): ClientView {
  const { status, code, state } = verdictOf(reply);
  const fields = status < 400 ? undefined : problemOf(reply).errors?.map(({ field }) => field);
  return { gives: [status, code].filter((one) => one !== undefined).join(' '), state: state ?? from, fields };
}
