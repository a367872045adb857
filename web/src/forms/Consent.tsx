import type { Onboarding } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice } from '../consent/LanguageChoice.js';
import { Notice } from '../consent/Notice.js';
import { client } from '../gateway.js';
import { language as pageLanguage, LANGUAGE_NAMES, textsIn, useTexts } from '../texts/texts.js';
import { idOf, type Field, type Values } from './field.js';

/** The version of the notice in the texts of this page. */
const OWN_NOTICE = '2026-11';

interface ConsentProps {
  readonly fields: readonly Field[];
  readonly onboarding: Onboarding;
  readonly values: Values;
  readonly errors: Values;
  readonly onValues: (values: Values) => void;
}

/** The notice and the customer's agreement to it: three fields, of which the customer sees one. */
export function Consent({ fields, onboarding, values, errors, onValues }: ConsentProps): JSX.Element | null {
  const { consent } = useTexts();
  const [shown, setShown] = useState(false);
  const [given, languages] = [fieldOf(fields, 'given'), fieldOf(fields, 'language')?.options];
  const fallback = languages && !languages.includes(pageLanguage.value) ? languages[0] : pageLanguage.value;
  const language = values['consent.language'] ?? fallback ?? 'en';
  const onLanguage = (tag: string): void => {
    if (tag === language) return;
    setShown(false);
    // Consent to one text is none to another.
    onValues({ 'consent.language': tag, 'consent.given': '' });
  };
  const onShown = (version: string): void => {
    setShown(true);
    onValues({ 'consent.language': language, 'consent.noticeVersion': version });
  };
  if (!given) return null;
  const id = idOf(given);
  const error = errors[given.name] ?? errors['consent.language'] ?? errors['consent.noticeVersion'];
  return (
    <fieldset class="consent">
      <legend>{consent.heading}</legend>
      {languages ? (
        <Notice
          client={client.value}
          onboarding={onboarding}
          languages={languages}
          language={language}
          onLanguage={onLanguage}
          onShown={onShown}
        />
      ) : (
        <OwnNotice language={language} onLanguage={onLanguage} onShown={onShown} />
      )}
      <div class={`agreement${error === undefined ? '' : ' faulty'}`}>
        <input
          type="checkbox"
          id={id}
          name={given.name}
          required
          disabled={!shown}
          checked={values[given.name] === 'true'}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-hint${error === undefined ? '' : ` ${id}-error`}`}
          onChange={({ currentTarget }) => {
            onValues({ [given.name]: currentTarget.checked ? 'true' : '' });
          }}
        />
        <label for={id}>{consent.given}</label>
        <p class="hint" id={`${id}-hint`}>
          {consent.needed}
        </p>
        {error !== undefined && (
          <p class="error" id={`${id}-error`}>
            {error}
          </p>
        )}
      </div>
    </fieldset>
  );
}

function fieldOf(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => field.name === `consent.${name}`);
}

interface OwnNoticeProps {
  readonly language: string;
  readonly onLanguage: (tag: string) => void;
  readonly onShown: (version: string) => void;
}

/** The notice of the products for which the app has its own. */
function OwnNotice({ language, onLanguage, onShown }: OwnNoticeProps): JSX.Element {
  const { consent } = useTexts();
  useEffect(() => {
    onShown(OWN_NOTICE);
  }, [language]);
  return (
    <>
      <LanguageChoice languages={LANGUAGE_NAMES} language={language} onLanguage={onLanguage} />
      <p class="hint">{consent.lead}</p>
      <blockquote lang={language}>{textsIn(language)?.consent.notice}</blockquote>
    </>
  );
}
