import { readFileSync } from 'node:fs';
import { GatewayConfigModule } from './config.module.js';
import { ConfigurationError, textIn, type EnvironmentText } from './environment.js';
import type { GatewayConfig } from './gateway-config.js';
import { readConfig, type ConfigurableProducts } from './read-config.js';
import { credentialName, CREDENTIAL_SUFFIXES, SECRETS, VARIABLES, type Variable } from './variables.js';

/** The configuration with which the process would start. */
export interface Inspection {
  /** Every variable with its value or its source; for a secret only whether it is set. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
  /** Absent when there are faults. */
  readonly config?: GatewayConfig;
}

/** Reads the configuration as a start does, including the `.env` of a developer, and describes it without secrets. */
export async function inspectConfiguration(products: ConfigurableProducts): Promise<Inspection> {
  await GatewayConfigModule.forProducts(products); // loads .env as a start would
  return inspect(process.env, products);
}

function inspect(environment: EnvironmentText, products: ConfigurableProducts): Inspection {
  const credentials = products.names.flatMap((product) =>
    CREDENTIAL_SUFFIXES.map((suffix) => credentialName(product, suffix)),
  );
  const secrets: readonly string[] = [...SECRETS, ...credentials];
  const set = (name: string): boolean => textIn(environment, name) !== undefined;
  const valueOf = (name: string, { defaultText }: Pick<Variable<unknown>, 'defaultText'>): string => {
    if (secrets.includes(name))
      return set(`${name}_FILE`) ? 'a secret in a file' : set(name) ? 'a secret' : 'not set';
    const value = textIn(environment, name);
    if (value !== undefined) return value.replace(/\/\/[^/@]*@/, '//***@');
    return defaultText === undefined || defaultText === '' ? 'not set' : `${defaultText} (default)`;
  };
  const variables = [
    ...Object.entries<Variable<unknown>>(VARIABLES),
    ...credentials.filter((name) => set(name) || set(`${name}_FILE`)).map((name) => [name, {}] as const),
  ].map(([name, variable]) => ({ name, value: valueOf(name, variable) }));
  try {
    const config = readConfig(environment, products, (path) => readFileSync(path, 'utf8'));
    return { variables, faults: [], warnings: config.warnings, config };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // A value that is not valid may be a secret under the wrong name.
    const shown = variables.map(({ name, value }) => {
      const faulty = error.faults.some((fault) => fault.startsWith(`${name} `));
      return { name, value: faulty ? 'not valid' : value };
    });
    return { variables: shown, faults: error.faults, warnings: error.warnings };
  }
}
