import type { JSX } from 'preact';
import { useTexts } from '../texts/texts.js';

interface LanguageChoiceProps {
  /** Each language's tag and its name in itself. */
  readonly languages: readonly (readonly [string, string])[];
  readonly language: string;
  readonly onLanguage: (tag: string) => void;
}

/** In which language the notice is shown. */
export function LanguageChoice({ languages, language, onLanguage }: LanguageChoiceProps): JSX.Element {
  const { consent } = useTexts();
  return (
    <div class="field">
      <label for="notice-language">{consent.language}</label>
      <select
        id="notice-language"
        value={language}
        onChange={({ currentTarget }) => {
          onLanguage(currentTarget.value);
        }}
      >
        {languages.map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
