export { OnboardingClient } from './client.js';
export { OnboardingError, type ClientFault } from './error.js';
export type * from './types.js';
export type { Answerer, Question } from './walk.js';
