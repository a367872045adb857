import { computed, effect, signal } from '@preact/signals';
import { en, type Texts } from './en.js';
import { hi } from './hi.js';

const LANGUAGES: Readonly<Record<string, Texts>> = { en, hi };
const STORED_AS = 'eko-try.language';

/** The language of the page: the one that was chosen, or one of the browser's. */
export const language = signal(initialLanguage());

const texts = computed(() => LANGUAGES[language.value] ?? en);

/** The texts in the chosen language; a component that reads them is drawn anew when it changes. */
export function useTexts(): Texts {
  return texts.value;
}

/** The languages, by tag, with their own names. */
export const LANGUAGE_NAMES: readonly (readonly [tag: string, name: string])[] = Object.entries(
  LANGUAGES,
).map(([tag, { language: name }]) => [tag, name]);

/** The texts in a language, for what is shown to the customer. */
export function textsIn(tag: string): Texts | undefined {
  return LANGUAGES[tag];
}

effect(() => {
  document.documentElement.lang = language.value;
  document.title = `${texts.value.page.title}: ${texts.value.page.brand}`;
});

export function chooseLanguage(tag: string): void {
  language.value = tag;
  localStorage.setItem(STORED_AS, tag);
}

function initialLanguage(): string {
  const wished = [
    localStorage.getItem(STORED_AS) ?? '',
    ...navigator.languages.map((tag) => tag.slice(0, 2)),
  ];
  return wished.find((tag) => tag in LANGUAGES) ?? 'en';
}
