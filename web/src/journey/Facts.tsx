import type { Onboarding } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useTexts } from '../texts/texts.js';

type Money = NonNullable<Onboarding['customer']['balance']>;

/** What is known of the customer. */
export function Facts({ customer, clientRefId }: Onboarding): JSX.Element {
  const { end } = useTexts();
  const { name, mobile, kyc, balance, limits } = customer;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [end.name, name],
    [end.mobile, mobile],
    [end.kyc, kyc && end.kycs[kyc]],
    [end.balance, amountOf(balance)],
    [end.monthlyTotal, amountOf(limits?.monthlyTotal)],
    [end.used, amountOf(limits?.used)],
    [end.remaining, amountOf(limits?.remaining)],
    [end.unavailable, amountOf(limits?.unavailable)],
    [end.reference, clientRefId],
  ];
  return (
    <dl class="facts">
      {rows.map(
        ([label, value]) =>
          value !== undefined && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** An amount as people write it in India; never a binary number, which could not hold every one. */
function amountOf(money: Money | undefined): string | undefined {
  if (!money) return undefined;
  const [rupees = '', paise = '00'] = money.amount.split('.');
  return `₹ ${BigInt(rupees).toLocaleString('en-IN')}.${paise}`;
}
