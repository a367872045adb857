/** What was typed into forms that are not accepted yet: in memory only, and nothing sensitive. */
const drafts = new Map<string, Readonly<Record<string, string>>>();

export function draftOf(form: string): Readonly<Record<string, string>> {
  return drafts.get(form) ?? {};
}

export function keepDraft(form: string, values: Readonly<Record<string, string>>): void {
  drafts.set(form, values);
}

export function forgetDrafts(): void {
  drafts.clear();
}
