import { describe, expect, test } from '@jest/globals';
import { casesOf, sightOf, TAKEN, type Case, type Sight } from './support/contract-cases.js';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { PROFILE } from './support/eko-replies.js';
import { EKO_WORDS, formsOf } from './support/fact-forms.js';
import { PRODUCTS, type Product } from './support/resources.js';
import { sharedStage } from './support/set-up.js';

/*
 * One row for each thing that a reply can mean; src/products/contract-facts.spec.ts has all of them, in every form in
 * which Eko says them.
 */
const { stage } = await sharedStage();

function oneOfEachKind(product: Product): readonly Case[] {
  const cases = casesOf(product).map((one): [string, Case] => [one[1].gives, one]);
  return [...new Map(cases.reverse()).values()].reverse();
}

describe.each(PRODUCTS)('%s reads', (product) => {
  test.each(oneOfEachKind(product))('%s', async (_, fact, call) => {
    const [from, action] = TAKEN[call];
    const [[, reply] = ['', {}]] = formsOf(fact.said);
    const answers = fact.asked === undefined ? [reply] : [reply, fact.asked === 'again' ? reply : PROFILE];

    const answer = await stage.answered(await stage.at(from, product), action, ...answers);

    expect(answer.text).not.toContain(EKO_WORDS);
    expect(seen(answer, from)).toEqual(sightOf(fact, from));
  });
});

function seen(reply: Reply, from: string): Sight {
  const { status, code, state } = verdictOf(reply);
  const fields = status < 400 ? undefined : problemOf(reply).errors?.map(({ field }) => field);
  return { gives: [status, code].filter((one) => one !== undefined).join(' '), state: state ?? from, fields };
}
