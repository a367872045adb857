import {
  credentialName,
  EITHER_CASE,
  SECRETS,
  VARIABLES,
  type CREDENTIAL_SUFFIXES,
  type Variable,
  type VariableName,
} from './variables.js';

export type EnvironmentText = Readonly<Record<string, string | undefined>>;

type Parsed<N extends VariableName> = NonNullable<ReturnType<(typeof VARIABLES)[N]['parse']>>;

/** All faults of the configuration at once, each naming a variable and what it must be, never its value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    readonly faults: readonly string[],
    readonly warnings: readonly string[] = [],
  ) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** The text of a variable; undefined when it is not set or empty. */
export function textIn(environment: EnvironmentText, name: string): string | undefined {
  const names = EITHER_CASE.includes(name) ? [name.toLowerCase(), name] : [name];
  return names.map((one) => environment[one]?.trim()).find((text) => text !== undefined && text !== '');
}

/** Variables that Kubernetes and Docker set for a Service or container named `auth` or `redis`. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT\w*)$|_PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?$/;

/** Reads variables one by one and collects their faults. */
export class Environment {
  readonly faults: string[] = [];
  /** Settings that are allowed but risky; names variables, never a value. */
  readonly warnings: string[] = [];

  constructor(
    private readonly environment: EnvironmentText,
    private readonly readFile: (path: string) => string,
  ) {}

  /** The names that have a value and begin with `prefix`, including names that are not variables of the gateway. */
  setNames(prefix: string): readonly string[] {
    return Object.keys(this.environment).filter(
      (name) =>
        name.startsWith(prefix) && !SERVICE_LINK.test(name) && (this.environment[name]?.trim() ?? '') !== '',
    );
  }

  /** The value of a variable or of its default; undefined when there is neither, or when it is faulty. */
  optional<N extends VariableName>(name: N): Parsed<N> | undefined {
    const variable: Variable<unknown> = VARIABLES[name];
    const value = this.text(name, SECRETS.includes(name)) ?? variable.defaultText;
    return value === undefined ? undefined : (this.parse(name, variable, value) as Parsed<N> | undefined);
  }

  /** The value of a variable that has a default. A faulty one gives the default, so that all faults can be collected. */
  value<N extends VariableName>(name: N): Parsed<N> {
    const variable: Variable<unknown> = VARIABLES[name];
    return this.optional(name) ?? (variable.parse(variable.defaultText ?? '') as Parsed<N>);
  }

  /** A product's own credential, such as EKO_PPI_LEVIN_ACCESS_KEY; undefined when there is none. */
  credential(product: string, suffix: (typeof CREDENTIAL_SUFFIXES)[number]): string | undefined {
    const name = credentialName(product, suffix);
    const value = this.text(name, true);
    return value === undefined ? undefined : this.parse(name, VARIABLES[`EKO_${suffix}`], value);
  }

  /** The text of a file that a variable names. */
  file(name: string, path: string): string | undefined {
    try {
      return this.readFile(path);
    } catch {
      this.faults.push(`${name} must name a file that can be read`);
      return undefined;
    }
  }

  /** Adds a fault for a missing secret, unless it already has one. */
  required(name: VariableName): void {
    if (this.faults.some((fault) => fault.startsWith(`${name} `) || fault.startsWith(`${name}_FILE `)))
      return;
    this.faults.push(`${name} (or ${name}_FILE) is required: it must be ${VARIABLES[name].must}`);
  }

  /** The value of a variable that another setting requires. @param why names that setting in the fault for a missing value */
  requiredValue<N extends VariableName>(name: N, why: string): Parsed<N> | undefined {
    const value = this.optional(name);
    if (value === undefined && !this.faults.some((fault) => fault.startsWith(`${name} `)))
      this.faults.push(`${name} is required ${why}: it must be ${VARIABLES[name].must}`);
    return value;
  }

  private text(name: string, secret: boolean): string | undefined {
    const value = textIn(this.environment, name);
    const path = secret ? textIn(this.environment, `${name}_FILE`) : undefined;
    if (path === undefined) return value;
    if (value === undefined) return this.file(`${name}_FILE`, path)?.trim();
    this.faults.push(`${name} and ${name}_FILE are both set; keep one of them`);
    return undefined;
  }

  private parse<T>(name: string, variable: Variable<T>, value: string): T | undefined {
    const parsed = variable.parse(value);
    if (parsed === undefined) this.faults.push(`${name} must be ${variable.must}`);
    return parsed;
  }
}
