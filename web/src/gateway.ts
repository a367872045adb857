import { OnboardingClient } from '@eko-onboarding/client';
import { computed, signal } from '@preact/signals';
import { recordingFetch } from './wire/exchanges.js';
import { keyStorage } from './wire/keys.js';

/** The agent's token, where the gateway requires one. It is kept in memory only. */
export const token = signal('');

/** The client of the gateway that this page comes from. */
export const client = computed(() => {
  const given = token.value;
  return new OnboardingClient({
    baseUrl: location.origin,
    storage: keyStorage,
    fetch: recordingFetch,
    ...(given !== '' && { token: () => given }),
  });
});
