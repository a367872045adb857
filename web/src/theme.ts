import { effect, signal } from '@preact/signals';

const STORED_AS = 'eko-try.theme';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(THEMES.find((one) => one === localStorage.getItem(STORED_AS)) ?? 'system');

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  localStorage.setItem(STORED_AS, chosen);
}
