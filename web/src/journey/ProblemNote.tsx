import type { OnboardingError, Product } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { token } from '../gateway.js';
import { useTexts } from '../texts/texts.js';
import { clockOf, useCountdown } from './countdown.js';

interface ProblemNoteProps {
  readonly error: OnboardingError;
  readonly waitUntil: number;
  /** Starts what must be complete first. */
  readonly onPrerequisite?: (product: Product) => void;
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
  const product = problem?.prerequisite?.href.split('/')[2];
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
      {product !== undefined && onPrerequisite && (
        <p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              onPrerequisite(product as Product);
            }}
          >
            {texts.problem.prerequisiteDo}
          </button>
        </p>
      )}
      {onRetry && (
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

/** Asks for a token, where the gateway requires one. */
function TokenForm(): JSX.Element {
  const { problem } = useTexts();
  const [value, setValue] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        token.value = value.trim();
      }}
    >
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
      <button type="submit" class="secondary">
        {problem.tokenUse}
      </button>
    </form>
  );
}
