import type { Onboarding, OnboardingClient } from '@eko-onboarding/client';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

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

/** The notice of Eko, in a language that the customer chooses. */
export function Notice({ client, onboarding, languages, language, onLanguage, onShown }: NoticeProps): VNode {
  const [text, setText] = useState('');
  useEffect(() => {
    void client.consentText(onboarding, language).then(({ text: found }) => {
      setText(found);
      onShown('2026-01');
    });
  }, [language]);
  return (
    <div>
      <select
        value={language}
        onChange={({ currentTarget }) => {
          onLanguage(currentTarget.value);
        }}
      >
        {languages.map((tag) => (
          <option key={tag}>{tag}</option>
        ))}
      </select>
      <p>{text}</p>
    </div>
  );
}
