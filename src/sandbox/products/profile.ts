import type { Customer } from '../customers.js';
import type { Reply } from '../wire.js';

/** Amounts in INR: the monthly total, and the used part of it. */
interface Amounts {
  readonly total: number;
  readonly used: number;
}

const MONTHLY_TOTAL_INR = { 'dmt-fino': 25_000, others: 50_000 };
const SAMPLE_USED_INR = 44_713;
const SCIENTIFIC_TOTAL_INR = 2_208_340_023.75;

/** The differences between the profiles in Eko's samples. */
interface ProfileStyle {
  readonly kycState: 0 | 1;
  readonly total: (amount: number) => string;
  /** Overrides fields of `data`; undefined removes a field. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The profile of customer-account's verification and of every PAN call. */
export function profile(customer: Customer, style: Partial<ProfileStyle> = {}): Reply {
  const amounts = amountsOf(customer);
  const total = style.total ?? javaDouble;
  return profileReturned({
    customer_profile: {
      total_monthly_limit: total(amounts.total),
      mobile: customer.mobile,
      kyc_id: '',
      ekyc_enabled: 0,
      kyc_validity: '',
      kyc_remark: '',
      kyc_type: '',
      balance: '0.00',
      next_allowed_limit: javaDouble(remaining(amounts)),
      name: customer.name,
      digital_ekyc: 0,
      chart: chart(amounts),
      email: '',
      kyc_state: style.kycState ?? 0,
    },
    id_proof_type_id: '',
    is_registered: 0,
    id_proof: '',
    otpOptionalSum: '',
    sender_name: customer.name,
    otpNotRequiredSum: '',
    ekyc_enabled: '',
    otpNotRequiredSumNeft: '',
    next_allowed_limit: remaining(amounts),
    account: '',
    kyc_state: 0,
    otpOptionalSumNeft: '',
    ...style.data,
  });
}

/** The shorter profile of dmt-fino's look-up. */
export function dmtFinoProfile(customer: Customer): Reply {
  const amounts = amountsOf(customer);
  return profileReturned({
    is_registered: 0,
    next_allowed_limit: remaining(amounts),
    kyc_state: 0,
    customer_profile: {
      total_monthly_limit: javaDouble(amounts.total),
      mobile: customer.mobile,
      balance: '0.00',
      next_allowed_limit: javaDouble(remaining(amounts)),
      name: customer.name,
      kyc_state: 1,
      chart: chart(amounts),
    },
  });
}

/** A monthly total in INR without a decimal point ("50000"), as in Levin's sample. */
export function wholeNumber(amount: number): string {
  return amount < 1e7 ? String(amount) : javaDouble(amount);
}

/** As Java prints a double: "50000.0", and from ten million on "2.20834002375E9". */
function javaDouble(amount: number): string {
  if (amount < 1e7) return Number.isInteger(amount) ? `${amount}.0` : String(amount);
  return amount.toExponential().replace('e+', 'E');
}

function profileReturned(data: Readonly<Record<string, unknown>>): Reply {
  return { response_status_id: -1, data, response_type_id: 309, message: 'Success!', status: 0 };
}

function amountsOf(customer: Customer): Amounts {
  if (customer.scenario.amounts === 'SCIENTIFIC') return { total: SCIENTIFIC_TOTAL_INR, used: 0 };
  const total = customer.product === 'dmt-fino' ? MONTHLY_TOTAL_INR['dmt-fino'] : MONTHLY_TOTAL_INR.others;
  // The sample's amounts belong to a customer with a limit of INR 50,000.
  const used = customer.scenario.amounts === 'SAMPLE' && total > SAMPLE_USED_INR ? SAMPLE_USED_INR : 0;
  return { total, used };
}

function remaining(amounts: Amounts): number {
  return amounts.total - amounts.used;
}

function chart(amounts: Amounts): readonly unknown[] {
  const data = { unavailable: 0, used: amounts.used, remaining: remaining(amounts) };
  return [{ data_type_id: 10, data, label: '' }];
}
