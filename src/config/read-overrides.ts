import { readFileSync } from 'node:fs';
import { ConfigurationError, Environment, type EnvironmentText } from './environment.js';
import { NO_OVERRIDES, type Overrides, type OverridesReader } from './overrides.js';

/** Far more than all known differences need, characters. */
const MAX_CHARACTERS = 262_144;

/** Reads the file in EKO_OVERRIDES_FILE. Faults are added to those of the environment. */
export function readOverrides(
  environment: Environment,
  { readOverrides: read }: { readonly readOverrides?: OverridesReader },
): Overrides {
  const path = environment.optional('EKO_OVERRIDES_FILE');
  if (path === undefined || !read) return NO_OVERRIDES;
  const text = environment.file('EKO_OVERRIDES_FILE', path);
  if (text === undefined) return NO_OVERRIDES;
  const result =
    text.length > MAX_CHARACTERS
      ? { faults: [`must have at most ${MAX_CHARACTERS} characters`] }
      : read(text);
  if ('overrides' in result) return result.overrides;
  environment.faults.push(...result.faults.map((fault) => `EKO_OVERRIDES_FILE ${fault}`));
  return NO_OVERRIDES;
}

/** Reads the overrides again, without the rest of the configuration. @throws ConfigurationError */
export function rereadOverrides(
  environmentText: EnvironmentText,
  products: { readonly readOverrides?: OverridesReader },
): Overrides {
  const environment = new Environment(environmentText, (path) => readFileSync(path, 'utf8'));
  const overrides = readOverrides(environment, products);
  if (environment.faults.length > 0) throw new ConfigurationError(environment.faults);
  return overrides;
}
