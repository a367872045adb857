import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Call, Fact } from '../../test/fixtures/contract-facts.js';
import {
  CALLS,
  casesOf,
  clientViewOf,
  STEP_OF_CALL,
  type ClientView,
} from '../../test/support/contract-cases.js';
import { PROFILE } from '../../test/support/eko-replies.js';
import { EKO_WORDS, formsOf } from '../../test/support/fact-forms.js';
import { BODIES, newMobile } from '../../test/support/people.js';
import { PRODUCTS as NAMES, type Product as Name } from '../../test/support/resources.js';
import { PATHS } from '../../test/support/stage.js';
import type { CallName } from '../eko/call.js';
import { readEnvelope } from '../eko/envelope.js';
import { decidingRow } from '../onboarding/journey/outcome.js';
import { outcomesOf } from '../onboarding/journey/product.js';
import { Bench } from '../onboarding/steps/testing/bench.js';
import type { BenchClient, Seen } from '../onboarding/steps/testing/bench-client.js';
import { PRODUCTS } from './registry.js';

const CALL_NAMES: Readonly<Record<Call, CallName>> = {
  lookUp: 'lookUp',
  register: 'register',
  sendOtp: 'sendOtp',
  verifyMobile: 'verifyMobileOtp',
  aadhaar: 'sendAadhaarOtp',
  verifyAadhaar: 'verifyAadhaarOtp',
  pan: 'submitPan',
  biometric: 'biometric',
  verifyEkyc: 'verifyEkycOtp',
};

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({
    RATE_LIMIT_PER_MINUTE: '1000000',
    ONBOARDING_STARTS_PER_HOUR: '1000000',
    OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000000',
  });
});
afterAll(() => bench.close());

describe.each(NAMES)('%s reads', (name) => {
  it.each(casesOf(name))('%s', async (_, fact, call) => {
    const [from] = STEP_OF_CALL[call];
    const [first, ...others] = formsOf(fact.meaning).map(([, reply]) => reply);

    const seen = await answered(await clientAt(name, call), call, fact, first ?? {});

    expect(seen.body).not.toContain(EKO_WORDS);
    expect(clientView(seen, from)).toEqual(clientViewOf(fact, from));
    const used = usedPartsOf(name, call, first ?? {});
    for (const other of others) expect([other, usedPartsOf(name, call, other)]).toEqual([other, used]);
  });

  it('more than twenty replies to every call', () => {
    for (const call of CALLS[name])
      expect(casesOf(name).filter(([, , one]) => one === call).length).toBeGreaterThan(20);
  });
});

/** A client whose onboarding is in the state in which the call is made. */
async function clientAt(product: Name, call: Call): Promise<BenchClient> {
  const client = bench.client({ product, mobile: newMobile() });
  for (const [action, answer] of PATHS[STEP_OF_CALL[call][0]]) {
    bench.eko.will(answer);
    if (action === 'START') await client.start();
    else await client.act(action, BODIES[action]);
  }
  return client;
}

/** Takes the step with `reply` as Eko's reply to it, and with the reply to a follow-up, if there is one. */
async function answered(client: BenchClient, call: Call, { followedBy }: Fact, reply: object): Promise<Seen> {
  const [, action] = STEP_OF_CALL[call];
  bench.eko.will(reply);
  if (followedBy !== undefined) bench.eko.will(followedBy === 'a new signature' ? reply : PROFILE);
  const seen = await client.act(action, BODIES[action]);
  bench.eko.finish();
  return seen;
}

function clientView({ status, code, problem, onboarding }: Seen, from: string): ClientView {
  const errors = problem['errors'] as readonly { readonly field: string }[] | undefined;
  const gives = status < 300 ? '200' : `${status} ${String(code)}`;
  return { gives, state: onboarding?.state ?? from, fields: errors?.map(({ field }) => field) };
}

/** The parts of a reply that the journey uses: replies with the same parts have the same effect. */
function usedPartsOf(name: Name, call: Call, reply: object): object {
  const product = PRODUCTS.find((one) => one.name === name);
  const envelope = readEnvelope(JSON.stringify(reply));
  if (!product || !envelope) throw new Error(`${name} has no table, or the reply is not an envelope`);
  const { data, invalidParameters } = envelope;
  return {
    outcome: decidingRow(outcomesOf(product), CALL_NAMES[call], envelope)?.outcome,
    data,
    invalidParameters,
  };
}
