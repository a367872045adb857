import type { Onboarding, OnboardingClient } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { LanguageChoice } from './LanguageChoice.js';
import { Listen } from './Listen.js';
import { NAMES } from './names.js';

export interface NoticeProps {
  readonly client: OnboardingClient;
  readonly onboarding: Onboarding;
  /** The options of the field consent.language. */
  readonly languages: readonly string[];
  readonly language: string;
  readonly onLanguage: (tag: string) => void;
  /** Called when the text is on the screen, with the version of the notice. */
  readonly onShown: (noticeVersion: string) => void;
}

type Loaded = Awaited<ReturnType<OnboardingClient['consentText']>>;

/** The notice of Eko, in a language that the customer chooses, to be read or heard. */
export function Notice({
  client,
  onboarding,
  languages,
  language,
  onLanguage,
  onShown,
}: NoticeProps): JSX.Element {
  const { consent } = useTexts();
  const [loaded, setNotice] = useState<Loaded | 'FAILED' | undefined>(undefined);
  // Never the text of one language under the name of another.
  const notice = typeof loaded === 'object' && loaded.language !== language ? undefined : loaded;
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const ended = new AbortController();
    setNotice(undefined);
    const load = async (): Promise<void> => {
      const found = await client.consentText(onboarding, language, { signal: ended.signal });
      const version = await versionOf(found);
      if (ended.signal.aborted) return;
      setNotice(found);
      onShown(version);
    };
    load().catch(() => {
      if (!ended.signal.aborted) setNotice('FAILED');
    });
    return () => {
      ended.abort();
    };
  }, [language, attempt]);
  return (
    <>
      <LanguageChoice
        languages={languages.map((tag) => [tag, NAMES[tag] ?? tag] as const)}
        language={language}
        onLanguage={onLanguage}
      />
      <p class="hint">{consent.lead}</p>
      {notice === undefined && <p role="status">{consent.loading}</p>}
      {notice === 'FAILED' && (
        <div role="alert">
          <p class="error">{consent.failed}</p>
          <button
            type="button"
            class="secondary"
            onClick={() => {
              setAttempt(attempt + 1);
            }}
          >
            {consent.retry}
          </button>
        </div>
      )}
      {typeof notice === 'object' && (
        <>
          {/* Urdu runs from right to left. */}
          <blockquote lang={language} dir="auto" tabIndex={0}>
            {notice.statement !== undefined && (
              <p>
                <strong>{notice.statement}</strong>
              </p>
            )}
            <p>{notice.text}</p>
          </blockquote>
          <Listen notice={notice} />
        </>
      )}
    </>
  );
}

/** Eko gives its notice no version: a digest of what was shown identifies it. */
async function versionOf({ statement = '', text }: Loaded): Promise<string> {
  const bytes = new TextEncoder().encode(`${statement}\n${text}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `eko-${[...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
