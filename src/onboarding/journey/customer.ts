import { asObject, readText, type JsonObject } from '../../eko/envelope.js';
import { readAmount } from '../../eko/money.js';
import type { Customer, CustomerLimits, KycLevel, Money } from './onboarding.js';

/**
 * The known facts of the customer after a reply, in the API's terms (contract.md, "Traps": top-level `kyc_state` and
 * `is_registered` mean nothing; amounts have many formats; an empty string is not a name). A profile replaces the
 * known facts, except the name and the KYC level, which stay until Eko sends others. Any other reply adds to them.
 * @param known the facts before the reply
 */
export function readCustomer(data: JsonObject, known: Customer = {}): Customer {
  const profile = asObject(data['customer_profile']);
  const name = (readText(profile, 'name') ?? readText(data, 'sender_name') ?? readText(data, 'name'))?.slice(
    0,
    200,
  );
  const earlier = Object.keys(profile).length === 0 ? known : keptFacts(known, name);
  const kyc = readKyc(data, profile, earlier);
  const balance = rupees(profile['balance']);
  const limits = { ...earlier.limits, ...readLimits(data, profile) };
  return {
    ...earlier,
    ...(name !== undefined && { name }),
    ...(kyc && { kyc }),
    ...(balance && { balance }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

/** The facts that stay when a profile with `name` arrives: none, when that is the name of another person. */
function keptFacts({ name: earlier, kyc }: Customer, name: string | undefined): Customer {
  if (name !== undefined && earlier !== undefined && normalized(name) !== normalized(earlier)) return {};
  return { ...(earlier !== undefined && { name: earlier }), ...(kyc && { kyc }) };
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Eko's customer information `state`; contract.md, "Traps": 1 (OTP pending) and 5 (name change pending) mean nothing. */
const KYC_BY_STATE: ReadonlyMap<string | undefined, KycLevel> = new Map([
  ['2', 'NONE'],
  ['3', 'PENDING'],
  ['4', 'FULL'],
  ['8', 'PARTIAL'],
]);

/** `kyc_state` 0 is NONE only if nothing better is known: complete customers also have it (contract.md, "Traps"). */
function readKyc(data: JsonObject, profile: JsonObject, known: Customer): KycLevel | undefined {
  const stated = KYC_BY_STATE.get(readText(profile, 'state') ?? readText(data, 'state'));
  if (stated) return stated;
  const complete = readText(profile, 'kyc_state');
  if (complete === '1') return 'FULL';
  return complete === '0' ? (known.kyc ?? 'NONE') : undefined;
}

function readLimits(data: JsonObject, profile: JsonObject): CustomerLimits {
  const charts = Array.isArray(profile['chart']) ? profile['chart'] : [];
  const chart = asObject(asObject(charts[0])['data']);
  const monthlyTotal = rupees(profile['total_monthly_limit']);
  const remaining =
    rupees(profile['next_allowed_limit']) ??
    rupees(chart['remaining']) ??
    rupees(data['next_allowed_limit']) ??
    rupees(data['available_limit']);
  const used = rupees(chart['used']);
  const unavailable = rupees(chart['unavailable']);
  return {
    ...(monthlyTotal && { monthlyTotal }),
    ...(remaining && { remaining }),
    ...(used && { used }),
    ...(unavailable && { unavailable }),
  };
}

function rupees(value: unknown): Money | undefined {
  const amount = readAmount(value);
  return amount === undefined ? undefined : { amount, currency: 'INR' };
}
