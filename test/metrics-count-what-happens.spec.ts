import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from './support/until.js';
import { onboardingOf, verdictOf, type Reply } from './support/client.js';
import { Gateway } from './support/gateway.js';
import { BODIES, identity, ROUTES, type ActionName } from './support/people.js';
import type { Product } from './support/resources.js';
import { SandboxProcess } from './support/sandbox-process.js';
import { increases, seriesOf, type Series } from './support/series.js';
import { textOf } from './support/sources.js';

/** A customer whose registration is executed, and its answer lost (docs/sandbox.md). */
const LOST_REGISTRATION = '607';
/** A customer all of whose OTPs have expired. */
const EXPIRED_OTPS = '303';
const REQUESTS = 'http_server_request_duration_seconds_count';
const REQUESTS_OF_A_WALK = 14;

/** The increase of each metric during one journey. Labels that are not listed did not change. */
const MOVES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  onboarding_transitions_total: {
    '{product="ppi-levin",from="NONE",to="NOT_REGISTERED"}': 1,
    '{product="ppi-levin",from="NOT_REGISTERED",to="OUTCOME_UNKNOWN"}': 1,
    '{product="ppi-levin",from="OUTCOME_UNKNOWN",to="OTP_PENDING"}': 1,
    '{product="ppi-levin",from="OTP_PENDING",to="AADHAAR_PENDING"}': 1,
    '{product="ppi-levin",from="AADHAAR_PENDING",to="AADHAAR_OTP_PENDING"}': 1,
    '{product="ppi-levin",from="AADHAAR_OTP_PENDING",to="PAN_PENDING"}': 1,
    '{product="ppi-levin",from="PAN_PENDING",to="COMPLETED"}': 1,
    '{product="dmt-fino",from="NONE",to="NOT_REGISTERED"}': 1,
    '{product="dmt-fino",from="NOT_REGISTERED",to="BIOMETRIC_PENDING"}': 1,
    '{product="dmt-fino",from="BIOMETRIC_PENDING",to="EKYC_OTP_PENDING"}': 1,
  },
  // Without the OTP of the lost registration: the gateway did not receive the reply about it.
  onboarding_otps_sent_total: {
    '{product="ppi-levin",purpose="MOBILE"}': 1,
    '{product="ppi-levin",purpose="AADHAAR"}': 1,
    '{product="dmt-fino",purpose="EKYC"}': 1,
  },
  onboarding_otp_verifications_total: {
    '{product="ppi-levin",purpose="MOBILE",result="incorrect"}': 1,
    '{product="ppi-levin",purpose="MOBILE",result="accepted"}': 1,
    '{product="ppi-levin",purpose="AADHAAR",result="accepted"}': 1,
    '{product="dmt-fino",purpose="EKYC",result="expired"}': 1,
  },
  onboarding_unknown_outcomes_total: { '{product="ppi-levin",call="register"}': 1 },
  onboarding_reconciled_total: { '{product="ppi-levin"}': 1 },
  idempotency_replays_total: { '': 1 },
  gateway_problems_total: {
    '{product="ppi-levin",code="OUTCOME_UNKNOWN"}': 1,
    '{product="ppi-levin",code="OTP_INCORRECT"}': 1,
    '{product="dmt-fino",code="OTP_EXPIRED"}': 1,
  },
  // Every POST claims its key, and every one except the replay concludes.
  store_operation_duration_seconds_count: {
    '{operation="begin",result="ok"}': 13,
    '{operation="conclude",result="ok"}': 12,
    '{operation="read",result="ok"}': 1,
  },
  eko_call_duration_seconds_count: {
    '{product="ppi-levin",call="lookUp",outcome="answered"}': 2,
    '{product="ppi-levin",call="register",outcome="lost"}': 1,
    '{product="ppi-levin",call="verifyMobileOtp",outcome="answered"}': 2,
    '{product="ppi-levin",call="sendAadhaarOtp",outcome="answered"}': 1,
    '{product="ppi-levin",call="verifyAadhaarOtp",outcome="answered"}': 1,
    '{product="ppi-levin",call="submitPan",outcome="answered"}': 1,
    '{product="dmt-fino",call="lookUp",outcome="answered"}': 1,
    '{product="dmt-fino",call="register",outcome="answered"}': 1,
    '{product="dmt-fino",call="biometric",outcome="answered"}': 1,
    '{product="dmt-fino",call="verifyEkycOtp",outcome="answered"}': 1,
  },
  [REQUESTS]: {
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings', 201)]: 1,
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings/:id/registration', 504)]: 1,
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings/:id/registration', 200)]: 2,
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings/:id/otp/verification', 422)]: 1,
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings/:id/otp/verification', 200)]: 2,
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings/:id/aadhaar', 200)]: 1,
    [requests('ppi-levin', 'POST', '/v1/:product/onboardings/:id/pan', 200)]: 1,
    [requests('ppi-levin', 'GET', '/v1/:product/onboardings/:id', 200)]: 1,
    [requests('dmt-fino', 'POST', '/v1/:product/onboardings', 201)]: 1,
    [requests('dmt-fino', 'POST', '/v1/:product/onboardings/:id/registration', 200)]: 1,
    [requests('dmt-fino', 'POST', '/v1/dmt-fino/onboardings/:id/biometric', 200)]: 1,
    [requests('dmt-fino', 'POST', '/v1/:product/onboardings/:id/otp/verification', 422)]: 1,
  },
};

let sandbox: SandboxProcess;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await SandboxProcess.start();
  gateway = await Gateway.start(sandbox.settings);
});
afterAll(async () => {
  await gateway.kill();
  await sandbox.stop();
});

describe('a journey with a lost answer, a replay and a refused OTP increases', () => {
  let before: Series;
  let after: Series;

  beforeAll(async () => {
    // The first journey creates the series; the second only increases them.
    await walk();
    before = await seriesAfter(REQUESTS_OF_A_WALK);
    await walk();
    after = await seriesAfter(2 * REQUESTS_OF_A_WALK);
  });

  test.each(Object.entries(MOVES))('%s', (metric, moves) => {
    expect(increases(before, after, metric)).toEqual(moves);
  });

  test('only existing series: no label is of a customer, an onboarding or a request', () => {
    // Node.js creates the series of a kind of garbage collection at its first run.
    const named = (series: Series): string[] =>
      [...series.keys()].filter((name) => !name.startsWith('nodejs_'));
    expect(named(after).sort()).toEqual(named(before).sort());
  });
});

test('the version is in the metrics and in the log line of the start', async () => {
  const { version } = JSON.parse(textOf('package.json')) as { version: string };
  const text = await (await fetch(gateway.metricsUrl)).text();
  expect(text).toContain(`\ngateway_build_info{version="${version}"} 1\n`);
  expect(await gateway.event('listening')).toMatchObject({ version, environment: 'sandbox' });
});

test("the dashboard's funnel shows every state that a product can come to", async () => {
  const { body } = await gateway.client.get('/v1/products');
  const { products } = body as { products: readonly { states: readonly string[] }[] };
  const dashboard = textOf('helm/files/dashboard.json');
  const states = new Set(products.flatMap((product) => product.states));
  expect(states.size).toBeGreaterThan(8);
  expect([...states].filter((state) => !dashboard.includes(`to=\\"${state}\\"`))).toEqual([]);
});

test('the label of a product contains only products, whatever a client writes into the URL', async () => {
  const before = await seriesOf(gateway);
  for (const product of ['ppi-nothing', '9876543210', 'PPI-LEVIN', '%2e%2e'])
    await gateway.client.post(`/v1/${product}/onboardings`, { mobile: '9876543210' });
  await gateway.client.get('/v1/ppi-levin/nothing');
  await gateway.client.get('/v1/products');
  await gateway.client.get('/v1/ppi-levin/onboardings/onb_nothing');

  const moved = await until('7 requests in the metrics', async () => {
    const found = increases(before, await seriesOf(gateway), REQUESTS);
    return Object.values(found).reduce((sum, one) => sum + one, 0) >= 7 ? found : undefined;
  });

  const products = Object.entries(moved).map(([labels, count]) => [
    /product="([^"]*)"/.exec(labels)?.[1],
    count,
  ]);
  const of = (name: string): number =>
    products.reduce((sum, [product, count]) => sum + (product === name ? Number(count) : 0), 0);
  expect({ none: of('none'), levin: of('ppi-levin') }).toEqual({ none: 6, levin: 1 });
});

/** Two customers: one loses an answer, repeats twice and mistypes an OTP; the OTP of the other has expired. */
async function walk(): Promise<void> {
  const levin = await Customer.start('ppi-levin', LOST_REGISTRATION);
  const key = randomUUID();
  for (let time = 0; time < 3; time++) await levin.act('REGISTER', { key });
  await levin.act('VERIFY_OTP', { otp: mistyped(await levin.otp()) });
  await levin.act('VERIFY_OTP', { otp: await levin.otp() });
  await levin.act('SUBMIT_AADHAAR');
  await levin.act('VERIFY_OTP', { otp: await levin.otp() });
  await levin.act('SUBMIT_PAN');
  await levin.read();
  expect(levin.verdicts).toEqual([
    '201 NOT_REGISTERED',
    '504 OUTCOME_UNKNOWN',
    '200 OTP_PENDING',
    '200 OTP_PENDING',
    '422 OTP_INCORRECT',
    '200 AADHAAR_PENDING',
    '200 AADHAAR_OTP_PENDING',
    '200 PAN_PENDING',
    '200 COMPLETED',
    '200 COMPLETED',
  ]);

  const fino = await Customer.start('dmt-fino', EXPIRED_OTPS);
  for (const action of ['REGISTER', 'SUBMIT_BIOMETRIC'] as const) await fino.act(action);
  await fino.act('VERIFY_OTP', { otp: await fino.otp() });
  expect(fino.verdicts).toEqual([
    '201 NOT_REGISTERED',
    '200 BIOMETRIC_PENDING',
    '200 EKYC_OTP_PENDING',
    '422 OTP_EXPIRED',
  ]);
}

function requests(product: Product, method: string, route: string, status: number): string {
  return `{product="${product}",http_request_method="${method}",http_route="${route}",http_response_status_code="${status}"}`;
}

/** The series once that many requests are counted: a request is counted shortly after its answer. */
function seriesAfter(count: number): Promise<Series> {
  return until(`${count} requests in the metrics`, async () => {
    const series = await seriesOf(gateway);
    const counted = Object.values(increases(new Map(), series, REQUESTS));
    return counted.reduce((sum, one) => sum + one, 0) >= count ? series : undefined;
  });
}

function mistyped(otp: string): string {
  return otp.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
}

/** A customer with a sandbox identity, and the answers of the API. */
class Customer {
  readonly verdicts: string[] = [];
  private path = '';

  private constructor(private readonly mobile: string) {}

  static async start(product: Product, code: string): Promise<Customer> {
    const customer = new Customer(identity(code));
    const started = customer.answered(await gateway.client.start(product, customer.mobile));
    customer.path = `/v1/${product}/onboardings/${onboardingOf(started).id}`;
    return customer;
  }

  async act(action: ActionName, { key, otp }: { key?: string; otp?: string } = {}): Promise<void> {
    const body = { ...BODIES[action], ...(otp !== undefined && { otp }) };
    const path = `${this.path}/${ROUTES[action]}`;
    this.answered(await gateway.client.post(path, body, { ...(key !== undefined && { key }) }));
  }

  async read(): Promise<void> {
    this.answered(await gateway.client.get(this.path));
  }

  otp(): Promise<string> {
    return sandbox.otp(this.mobile);
  }

  private answered(reply: Reply): Reply {
    const { status, code, state } = verdictOf(reply);
    this.verdicts.push(`${String(status)} ${String(code ?? state)}`);
    return reply;
  }
}
