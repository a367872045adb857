import { asObject, readText, type JsonObject } from '../eko/envelope.js';
import { readAmount } from '../eko/money.js';
import type { Customer, CustomerLimits, KycLevel, Money } from './onboarding.js';

/**
 * What a reply says of the customer, in the API's terms (contract.md, "Traps": top-level `kyc_state` and
 * `is_registered` say nothing; amounts come in many spellings; an empty string is no name).
 */
export function readCustomer(data: JsonObject): Customer {
  const profile = asObject(data['customer_profile']);
  const name = readText(profile, 'name') ?? readText(data, 'sender_name') ?? readText(data, 'name');
  const kyc = readKyc(data, profile);
  const balance = rupees(profile['balance']);
  const limits = readLimits(data, profile);
  return {
    ...(name !== undefined && { name: name.slice(0, 200) }),
    ...(kyc && { kyc }),
    ...(balance && { balance }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

/** `known` with whatever `news` says differently. */
export function mergeCustomer(known: Customer, news: Customer): Customer {
  const limits = { ...known.limits, ...news.limits };
  return { ...known, ...news, ...(Object.keys(limits).length > 0 && { limits }) };
}

/** Eko's customer information `state`; contract.md, "Traps": 1 OTP pending, 5 name change pending say nothing. */
const KYC_BY_STATE: ReadonlyMap<string | undefined, KycLevel> = new Map([
  ['2', 'NONE'],
  ['3', 'PENDING'],
  ['4', 'FULL'],
  ['8', 'PARTIAL'],
]);
const KYC_BY_PROFILE: ReadonlyMap<string | undefined, KycLevel> = new Map([
  ['0', 'NONE'],
  ['1', 'FULL'],
]);

function readKyc(data: JsonObject, profile: JsonObject): KycLevel | undefined {
  const state = readText(profile, 'state') ?? readText(data, 'state');
  return KYC_BY_STATE.get(state) ?? KYC_BY_PROFILE.get(readText(profile, 'kyc_state'));
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
