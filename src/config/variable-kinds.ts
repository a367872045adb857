/** One environment variable: its description, its default, and how its text is parsed. */
export interface Variable<T> {
  readonly description: string;
  /** The default as text of the environment; undefined when there is none. */
  readonly defaultText?: string;
  /** What a value must be, for the message about a faulty one. */
  readonly must: string;
  /** @returns undefined when the text is not such a value */
  parse(text: string): T | undefined;
}

/** The required form of a text: a pattern, or a function where no pattern is possible. */
type Form = RegExp | ((text: string) => boolean);

/** Text of a required form. */
export const text = (
  description: string,
  defaultText?: string,
  form: Form = /^[\x20-\x7e]{1,4096}$/,
  must = 'printable text',
): Variable<string> => ({
  description,
  ...(defaultText === undefined ? {} : { defaultText }),
  must,
  parse: (value) => (fits(form, value) ? value : undefined),
});

/** A whole number within bounds, both included. */
export const integer = (
  description: string,
  defaultText: string,
  min: number,
  max: number,
): Variable<number> => ({
  description,
  defaultText,
  must: `a whole number from ${min} to ${max}`,
  parse: (value) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  },
});

/** One of a few words. */
export const choice = <const T extends string>(
  description: string,
  choices: readonly T[],
  defaultText?: T,
): Variable<T> => ({
  description,
  ...(defaultText === undefined ? {} : { defaultText }),
  must: `one of ${choices.join(', ')}`,
  parse: (value) => choices.find((one) => one === value),
});

/** Items separated by commas; none is an empty list. */
export const list = (description: string, item: Form, must: string): Variable<readonly string[]> => ({
  description,
  defaultText: '',
  must,
  parse: (value) => {
    const items = value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    return items.every((one) => fits(item, one)) ? items : undefined;
  },
});

/** Headers in OpenTelemetry's format for the environment: values percent-encoded, as in W3C Baggage. */
export const headers = (description: string): Variable<Readonly<Record<string, string>>> => ({
  description,
  must: 'name=value pairs separated by commas, values percent-encoded',
  parse: (value) => {
    const pairs = value.split(',').map((pair) => {
      const [, name = '', encoded = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(pair) ?? [];
      return [name, decoded(encoded)?.trim() ?? ''] as const;
    });
    const isValid = pairs.every(([name, text]) => name !== '' && /^[\x20-\x7e]+$/.test(text));
    return isValid ? Object.fromEntries(pairs) : undefined;
  },
});

/** true or false. */
export const flag = (description: string): Variable<boolean> => ({
  description,
  must: 'true or false',
  parse: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
});

/** A key of 256 bits in base64. */
export const key256 = (description: string): Variable<Buffer> => ({
  description,
  must: '32 bytes in base64 (openssl rand -base64 32)',
  parse: (value) => {
    const bytes = Buffer.from(value, 'base64');
    return bytes.length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(value) ? bytes : undefined;
  },
});

/** A key of 256 bits with its id, the prefix of every text that it sealed. */
export interface StoreKey {
  readonly kid: string;
  readonly key: Buffer;
}

/** Keys of 256 bits with their ids. */
export const keyRing = (description: string): Variable<readonly StoreKey[]> => ({
  description,
  must: 'kid:key pairs separated by commas, each key 32 bytes in base64, each kid different',
  parse: (value) => {
    const keys = value.split(',').map((pair) => {
      const [, kid = '', key = ''] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(pair) ?? [];
      return { kid, key: Buffer.from(key, 'base64') };
    });
    const isValid = keys.every(({ kid, key }) => kid !== '' && key.length === 32);
    return isValid && new Set(keys.map(({ kid }) => kid)).size === keys.length ? keys : undefined;
  },
});

/** The percent-decoded text; undefined when an escape is malformed. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function fits(form: Form, value: string): boolean {
  return form instanceof RegExp ? form.test(value) : form(value);
}
