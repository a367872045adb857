import type { KeyStorage } from '@eko-onboarding/client';

const made = new Set<string>();

/** Keys live as long as the tab, so that a reload continues what was begun. */
export const keyStorage: KeyStorage = {
  getItem: (name) => sessionStorage.getItem(name),
  setItem: (name, value) => {
    made.add(keyIn(value));
    sessionStorage.setItem(name, value);
  },
  removeItem: (name) => {
    sessionStorage.removeItem(name);
  },
};

/** Whether the key was stored before the page was loaded. */
export function isFromBefore(key: string): boolean {
  return !made.has(key);
}

/** The client stores the name of the intent and its key. */
function keyIn(value: string): string {
  return value.split(' ').at(-1) ?? '';
}
