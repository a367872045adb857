import leven from 'leven';
import type { Environment } from './environment.js';
import { credentialName, CREDENTIAL_SUFFIXES, SECRETS, VARIABLES } from './variables.js';

/** Prefixes of names that are meant for the gateway. */
const PREFIXES = ['EKO_', 'AUTH_', 'STORE_', 'REDIS_', 'OTP_'];

/** A warning for each set name that resembles a variable of the gateway but is not one, with the nearest variable. */
export function misspeltNames(environment: Environment, products: readonly string[]): readonly string[] {
  const known = variableNames(products);
  return PREFIXES.flatMap((prefix) => {
    const candidates = known.filter((name) => name.startsWith(prefix));
    return environment
      .setNames(prefix)
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `${name} is not a variable of the gateway and has no effect; did you mean ${nearest(name, candidates)}?`,
      );
  });
}

/** Every name that is read, in the order of `.env.example`. */
function variableNames(products: readonly string[]): readonly string[] {
  const credentials = products.flatMap((product) =>
    CREDENTIAL_SUFFIXES.map((suffix) => credentialName(product, suffix)),
  );
  return [
    ...Object.keys(VARIABLES),
    ...credentials,
    ...[...SECRETS, ...credentials].map((name) => `${name}_FILE`),
  ];
}

function nearest(name: string, candidates: readonly string[]): string {
  const byDistance = candidates.toSorted(
    (one, other) =>
      leven(name, one) - leven(name, other) || commonStart(name, other) - commonStart(name, one),
  );
  return byDistance[0] ?? '';
}

function commonStart(one: string, other: string): number {
  const length = one.split('').findIndex((letter, index) => letter !== other[index]);
  return length === -1 ? one.length : length;
}
