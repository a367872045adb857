import type { OnboardingError, Product, StartAction } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Control } from '../forms/Control.js';
import { faultsOf, type Values } from '../forms/field.js';
import { useTexts } from '../texts/texts.js';
import { clockOf, useCountdown } from './countdown.js';
import { mobile, signIn } from './journey.js';

interface ProblemNoteProps {
  readonly error: OnboardingError;
  readonly waitUntil: number;
  /** Starts what must be complete first. */
  readonly onPrerequisite?: (product: Product, mobile: string) => void;
  readonly onRetry?: () => void;
}

const LONG_WAIT_SECONDS = 600;

/** What went wrong, what to do, and when. */
export function ProblemNote({ error, waitUntil, onPrerequisite, onRetry }: ProblemNoteProps): JSX.Element {
  const texts = useTexts();
  const note = useRef<HTMLDivElement>(null);
  const seconds = useCountdown(waitUntil);
  const { problem, code } = error;
  const own = texts.problems[code] ?? texts.faults[code];
  useEffect(() => {
    // Errors at fields have the focus at the first of them.
    if (!problem?.errors?.length) note.current?.focus();
  }, [error]);
  return (
    <div class="note problem" role="alert" tabIndex={-1} ref={note}>
      <h3>{own?.title ?? problem?.title ?? texts.problem.heading}</h3>
      <p lang={own ? undefined : 'en'}>{own?.detail ?? problem?.detail ?? error.message}</p>
      {problem?.errors?.some(({ field }) => field.startsWith('(')) === true && (
        <p lang="en">{problem.errors.map(({ field, message }) => `${field} ${message}`).join('; ')}</p>
      )}
      {seconds > 0 && (
        <p class="wait">
          {seconds > LONG_WAIT_SECONDS
            ? texts.problem.until(new Date(Date.now() + seconds * 1000).toLocaleTimeString())
            : texts.problem.wait(clockOf(seconds))}
        </p>
      )}
      {code === 'UNAUTHENTICATED' && <TokenForm />}
      {problem?.prerequisite && onPrerequisite && (
        <Prerequisite action={problem.prerequisite} onStart={onPrerequisite} />
      )}
      {onRetry && code !== 'UNAUTHENTICATED' && (
        <p>
          <button type="button" class="secondary" onClick={onRetry}>
            {texts.problem.tryAgain}
          </button>
        </p>
      )}
      {problem && (
        <details>
          <summary>{texts.problem.more}</summary>
          <dl>
            <dt>{texts.problem.code}</dt>
            <dd>
              <a href={problem.type} target="_blank" rel="noreferrer">
                {code}
              </a>{' '}
              (HTTP {problem.status}, retry {problem.retry})
            </dd>
            <dt>{texts.problem.request}</dt>
            <dd>{problem.requestId}</dd>
          </dl>
        </details>
      )}
    </div>
  );
}

interface PrerequisiteProps {
  readonly action: StartAction;
  readonly onStart: (product: Product, mobile: string) => void;
}

/** Starts the onboarding that must be complete first: its form has the number, which is not kept over a reload. */
function Prerequisite({ action, onStart }: PrerequisiteProps): JSX.Element {
  const texts = useTexts();
  const [values, setValues] = useState<Values>({ mobile: mobile.value });
  const [errors, setErrors] = useState<Values>({});
  const begin = (): void => {
    const faults = faultsOf(action.fields, values, texts);
    setErrors(faults);
    const [, , product] = action.href.split('/');
    if (Object.keys(faults).length === 0) onStart(product as Product, values['mobile']?.trim() ?? '');
  };
  return (
    <>
      {action.fields.map((field) => (
        <Control
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          error={errors[field.name]}
          onValue={(value) => {
            setValues({ ...values, [field.name]: value });
          }}
        />
      ))}
      <button type="button" class="primary" onClick={begin}>
        {texts.problem.prerequisiteDo}
      </button>
    </>
  );
}

/** Asks for a token, where the gateway requires one. */
function TokenForm(): JSX.Element {
  const { problem } = useTexts();
  const [value, setValue] = useState('');
  return (
    <>
      <p>{problem.tokenText}</p>
      <div class="field">
        <label for="token">{problem.tokenLabel}</label>
        <input
          id="token"
          class="masked"
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => {
            setValue(currentTarget.value);
          }}
        />
      </div>
      <button
        type="button"
        class="secondary"
        onClick={() => {
          void signIn(value.trim());
        }}
      >
        {problem.tokenUse}
      </button>
    </>
  );
}
