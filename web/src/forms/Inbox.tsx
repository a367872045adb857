import type { Onboarding } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { newestOtp } from '../sandbox.js';
import { useTexts } from '../texts/texts.js';

interface InboxProps {
  readonly onboarding: Onboarding;
  readonly onOtp: (otp: string) => void;
}

/** The SMS that the sandbox did not send: one tap takes its OTP. */
export function Inbox({ onboarding, onOtp }: InboxProps): JSX.Element {
  const { step } = useTexts();
  const [otp, setOtp] = useState<string | undefined>(undefined);
  const check = async (): Promise<void> => {
    const { product, otp: pending, customer } = onboarding;
    setOtp(await newestOtp(product, pending?.purpose ?? 'MOBILE', customer.mobile).catch(() => undefined));
  };
  useEffect(() => void check(), [onboarding.id, onboarding.version]);
  return (
    <div class="inbox">
      <p>{step.inboxLead}</p>
      {otp === undefined ? (
        <>
          <p class="hint">{step.inboxNone}</p>
          <button type="button" class="quiet" onClick={() => void check()}>
            {step.inboxCheck}
          </button>
        </>
      ) : (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            onOtp(otp);
          }}
        >
          {step.inbox(otp)}
        </button>
      )}
    </div>
  );
}
