import type { OnboardingRef, Product } from '@eko-onboarding/client';

const STORED_AS = 'eko-try.onboardings';

/** The onboardings to continue after a reload: the current one last, before it those that wait for it. */
export function storedOnboardings(): readonly OnboardingRef[] {
  const text = sessionStorage.getItem(STORED_AS) ?? '';
  return text.split(' ').flatMap((pair) => {
    const [product, id] = pair.split('/');
    return product !== undefined && id !== undefined ? [{ product: product as Product, id }] : [];
  });
}

/** Keeps products and ids, and nothing of the customer. */
export function storeOnboardings(onboardings: readonly OnboardingRef[]): void {
  const text = onboardings.map(({ product, id }) => `${product}/${id}`).join(' ');
  if (text === '') sessionStorage.removeItem(STORED_AS);
  else sessionStorage.setItem(STORED_AS, text);
}
