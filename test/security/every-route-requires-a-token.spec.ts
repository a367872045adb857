import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Reply } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { BODIES, newMobile, ROUTES, type ActionName } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';
import { expectAsExample } from '../support/compared-example.js';

interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
}

/** The routes without a token: they show the health of the process, and nothing of a customer or agent. */
const OPEN = ['/health/live', '/health/ready', '/health/startup'];

let gateway: Gateway;
let keySet: KeySetFile;
let key: SigningKey;
let routes: readonly Route[];

beforeAll(async () => {
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
  gateway = await Gateway.start({ ...keySet.settings, AUTH_FAILURES_PER_MINUTE: '1000000' });
  const { body } = await gateway.client.get('/openapi.json');
  const { paths } = body as { paths: Readonly<Record<string, object>> };
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method: method as Route['method'], path })),
  );
});

afterAll(async () => {
  await gateway.kill();
  keySet.remove();
});

/** A valid body of the route, so that only the caller can be refused. */
function bodyFor(path: string): unknown {
  const action = (Object.keys(ROUTES) as ActionName[]).find((one) => path.endsWith(`}/${ROUTES[one]}`));
  return action ? BODIES[action] : { mobile: newMobile() };
}

function send(
  { method, path }: Route,
  product: string,
  id: string,
  headers: Record<string, string>,
): Promise<Reply> {
  const address = path.replace('{product}', product).replace('{id}', id);
  const query = path.endsWith('/consent') ? '?language=en' : '';
  if (method === 'get') return gateway.client.get(address + query, headers);
  if (method === 'delete') return gateway.client.delete(address, headers);
  return gateway.client.post(address, bodyFor(path), { key: randomUUID(), headers });
}

describe('every route of the OpenAPI document', () => {
  it('is in the list of this test: a new one has to be considered', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      [
        ...OPEN.map((path) => `get ${path}`),
        'delete /v1/{product}/onboardings/{id}',
        'get /v1/products',
        'get /v1/ppi-digikhata/onboardings/{id}/consent',
        'get /v1/ppi-digikhata/onboardings/{id}/consent/languages',
        'get /v1/{product}/onboardings/{id}',
        'post /v1/dmt-fino/onboardings/{id}/biometric',
        'post /v1/{product}/onboardings',
        'post /v1/{product}/onboardings/{id}/aadhaar',
        'post /v1/{product}/onboardings/{id}/otp',
        'post /v1/{product}/onboardings/{id}/otp/verification',
        'post /v1/{product}/onboardings/{id}/pan',
        'post /v1/{product}/onboardings/{id}/refresh',
        'post /v1/{product}/onboardings/{id}/registration',
      ].sort(),
    );
  });

  it('except health answers 401 without a token, whatever other fault the request has', async () => {
    for (const route of routes.filter(({ path }) => !OPEN.includes(path))) {
      const reply = await send(route, 'ppi-levin', 'onb_000000000000000000000000', {});
      expect([route, problemOf(reply).code]).toEqual([route, 'UNAUTHENTICATED']);
      expectAsExample(reply);
    }
  });

  it.each(PRODUCTS)(
    "of %s answers another agent's onboarding with 404, and its own agent with it",
    async (product) => {
      const [owner, otherAgent] = await Promise.all([key.token('20810201'), key.token('20810999')]);
      const ofOnboardings = routes.filter(
        ({ path }) => path.includes('{id}') && (path.includes('{product}') || path.includes(`/${product}/`)),
      );
      expect(ofOnboardings.length).toBeGreaterThanOrEqual(7);
      for (const route of ofOnboardings) {
        const begun = await gateway.client.start(product, newMobile(), { headers: bearing(owner) });
        const { id } = onboardingOf(begun);
        const refused = await send(route, product, id, bearing(otherAgent));
        const allowed = await send(route, product, id, bearing(owner));
        expect([route, refused.status]).toEqual([route, 404]);
        expect(refused.text).not.toContain('"onboarding"');
        // If the product has the step, the agent of the onboarding gets an answer about it.
        const { code } = problemOf(refused);
        if (code === 'STEP_NOT_FOUND') expect(problemOf(allowed).code).toBe('STEP_NOT_FOUND');
        else {
          expect([route, code]).toEqual([route, 'ONBOARDING_NOT_FOUND']);
          expect([route, allowed.status]).not.toEqual([route, 404]);
        }
      }
    },
  );

  it('does not show whether an onboarding of another agent exists', async () => {
    const [owner, otherAgent] = await Promise.all([key.token('20810201'), key.token('20810999')]);
    const { id } = onboardingOf(
      await gateway.client.start('ppi-levin', newMobile(), { headers: bearing(owner) }),
    );
    const real = await gateway.client.get(`/v1/ppi-levin/onboardings/${id}`, bearing(otherAgent));
    const none = await gateway.client.get(
      `/v1/ppi-levin/onboardings/${id.slice(0, -4)}AAAA`,
      bearing(otherAgent),
    );
    const { requestId: _one, ...problem } = problemOf(real);
    const { requestId: _other, ...problemOfNone } = problemOf(none);
    expect(problem).toEqual(problemOfNone);
  });
});

describe('one customer', () => {
  it('has a separate onboarding for each agent', async () => {
    const mobile = newMobile();
    const [one, other] = await Promise.all([key.token('20810201'), key.token('20810999')]);
    const mine = onboardingOf(await gateway.client.start('dmt-fino', mobile, { headers: bearing(one) }));
    const theirs = onboardingOf(await gateway.client.start('dmt-fino', mobile, { headers: bearing(other) }));
    expect(mine.id).not.toBe(theirs.id);
  });
});
