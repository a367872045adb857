import type { Action, Onboarding } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ActionForm } from '../forms/ActionForm.js';
import { useTexts } from '../texts/texts.js';
import { exchanges } from '../wire/exchanges.js';
import { clockOf, useCountdown } from './countdown.js';
import { Facts } from './Facts.js';
import {
  arrivedAt,
  back,
  busy,
  erase,
  leave,
  news,
  problem,
  startPrerequisite,
  take,
  waiting,
} from './journey.js';
import { ProblemNote } from './ProblemNote.js';
import { Progress } from './Progress.js';

/** One onboarding: how far it is, what is due, and what went wrong. */
export function StepScreen({ onboarding }: { readonly onboarding: Onboarding }): JSX.Element {
  const texts = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, state, product, nextAction, customer } = onboarding;
  const due = `${id} ${state} ${nextAction?.action ?? ''}`;
  useEffect(() => {
    heading.current?.focus();
  }, [due]);
  const title = nextAction
    ? texts.step.headings[nextAction.action]
    : texts.end[state === 'REJECTED' ? state : 'COMPLETED'];
  return (
    <section class="screen step" data-testid="step">
      <header>
        <p class="product">{texts.products[product]?.name ?? product}</p>
        <p class="customer">
          {customer.name !== undefined && <strong>{customer.name} </strong>}
          <span>{customer.mobile}</span>
        </p>
        <Progress steps={onboarding.steps} />
      </header>
      <div class="content">
        <h2 tabIndex={-1} ref={heading} data-testid="step-heading">
          {title}
        </h2>
        <News />
        {problem.value && (
          <ProblemNote
            {...problem.value}
            onPrerequisite={(required, number) => void startPrerequisite(onboarding, required, number)}
          />
        )}
        {nextAction ? (
          <DueAction key={due} onboarding={onboarding} action={nextAction} />
        ) : (
          <End onboarding={onboarding} />
        )}
      </div>
      <Footer onboarding={onboarding} />
    </section>
  );
}

/** Announced, and shown: what has just happened. */
function News(): JSX.Element {
  const { step } = useTexts();
  const said = {
    RESUMED: step.resumed,
    RECONCILED: step.reconciled,
    NEW_OTP: step.newOtp,
    BACK: step.back,
    ERASED: step.erased,
  };
  return (
    <div role="status" class={news.value ? 'note news' : ''}>
      {news.value && <p>{said[news.value]}</p>}
    </div>
  );
}

interface DueProps {
  readonly onboarding: Onboarding;
  readonly action: Action;
}

function DueAction({ onboarding, action }: DueProps): JSX.Element {
  const { step } = useTexts();
  const wait = useCountdown(Math.max(problem.value?.waitUntil ?? 0, availableAt(onboarding, action)));
  const { otp, alternatives, state } = onboarding;
  const isBusy = busy.value !== undefined;
  const label = step.submit[action.action] ?? action.action;
  return (
    <>
      {state === 'OUTCOME_UNKNOWN' && problem.value?.error.code !== state && (
        <p class="lead">{step.unknown}</p>
      )}
      {otp && (
        <p class="lead">
          {step.purposes[otp.purpose]}: <strong>{otp.sentTo}</strong>. {step.attemptsLeft(otp.attemptsLeft)}.
        </p>
      )}
      <ActionForm
        action={action}
        onboarding={onboarding}
        error={problem.value?.error}
        isBusy={isBusy}
        waitSeconds={wait}
        submitLabel={
          busy.value === action.action ? <Sending /> : wait > 0 ? `${label} (${clockOf(wait)})` : label
        }
        onSubmit={(body) => void take(onboarding, action.action, body)}
      />
      {alternatives.map((alternative) => (
        <Alternative key={alternative.action} onboarding={onboarding} action={alternative} />
      ))}
    </>
  );
}

/** Another action that the onboarding offers, such as a new OTP, with the time until it may be taken. */
function Alternative({ onboarding, action }: DueProps): JSX.Element {
  const { step } = useTexts();
  const wait = useCountdown(availableAt(onboarding, action));
  const label = step.submit[action.action] ?? action.action;
  return (
    <button
      type="button"
      class="quiet alternative"
      disabled={wait > 0 || busy.value !== undefined}
      onClick={() => void take(onboarding, action.action, {})}
    >
      {wait > 0 && action.action === 'RESEND_OTP' ? step.resendIn(clockOf(wait)) : label}
    </button>
  );
}

/** How the request is doing: the client repeats it by itself. */
function Sending(): JSX.Element {
  const { step } = useTexts();
  const last = exchanges.value.find(({ key }) => key !== undefined);
  const attempts = exchanges.value.filter(({ key }) => key !== undefined && key === last?.key).length;
  return <>{attempts > 1 ? step.repeating(attempts) : step.sending}</>;
}

function End({ onboarding }: { readonly onboarding: Onboarding }): JSX.Element {
  const { end, products, step } = useTexts();
  const waits = waiting.value.at(-1);
  return (
    <>
      <p class={`outcome ${onboarding.state === 'REJECTED' ? 'bad' : 'good'}`}>
        {onboarding.state === 'REJECTED' ? end.rejectedText : end.completedText}
      </p>
      <Facts {...onboarding} />
      {waits ? (
        <button type="button" class="primary" onClick={() => void back()}>
          {end.backTo(products[waits.product]?.name ?? waits.product)}
        </button>
      ) : (
        <button type="button" class="primary" onClick={leave}>
          {step.leave}
        </button>
      )}
    </>
  );
}

function Footer({ onboarding }: { readonly onboarding: Onboarding }): JSX.Element {
  const { step } = useTexts();
  const [asks, setAsks] = useState(false);
  if (asks)
    return (
      <footer>
        <p>{step.eraseAsk}</p>
        <button type="button" class="danger" onClick={() => void erase(onboarding)}>
          {step.eraseYes}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setAsks(false);
          }}
        >
          {step.eraseNo}
        </button>
      </footer>
    );
  return (
    <footer>
      {(onboarding.nextAction !== null || waiting.value.length > 0) && (
        <button type="button" class="quiet" onClick={leave}>
          {step.leave}
        </button>
      )}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          setAsks(true);
        }}
      >
        {step.erase}
      </button>
    </footer>
  );
}

/** When the action may be taken, as a time of `performance.now`: times of the server count from the answer's own. */
function availableAt({ updatedAt }: Onboarding, { availableAt: at }: Action): number {
  return at === undefined ? 0 : arrivedAt.value + Math.max(0, Date.parse(at) - Date.parse(updatedAt));
}
