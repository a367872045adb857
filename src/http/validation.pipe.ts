import { Injectable, ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { Problem, type FieldError } from '../errors/problem.js';
import { instanceOf, membersOf } from './request-rules.js';

const MAX_ERRORS = 20;
const UNKNOWN = 'is not known';

/** Checks every body against its request class. Errors name wrong and unknown fields, never their values. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => refused(fieldErrors(errors, '')),
    });
  }

  /**
   * class-validator and class-transformer are used only for what has a fault. Unknown names are refused before, since
   * class-transformer copies all members.
   */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype, type } = metadata;
    if (type === 'custom' || (metatype === String && typeof value === 'string')) return value;
    if (metatype && this.toValidate(metadata)) {
      const instance = instanceOf(metatype, value);
      if (instance) return instance;
      const unknown = unknownFields(value, metatype, '');
      if (unknown.length > 0) throw refused(unknown);
    }
    return (await super.transform(value, metadata)) as unknown;
  }
}

function refused(errors: readonly FieldError[]): Problem {
  return new Problem('VALIDATION_FAILED', { errors: errors.slice(0, MAX_ERRORS) });
}

/** Fields that a request class does not declare, including names that every object inherits. */
function unknownFields(value: unknown, type: Type, prefix: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const declared = membersOf(type);
  return Object.entries(value).flatMap(([name, member]) => {
    const field = `${prefix}${fieldName(name)}`;
    if (!declared.has(name)) return [{ field, message: UNKNOWN }];
    const nested = declared.get(name)?.nested;
    return nested ? unknownFields(member, nested, `${field}.`) : [];
  });
}

function fieldErrors(errors: readonly ValidationError[], prefix: string): FieldError[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${fieldName(error.property)}`;
    const [message] = Object.values(error.constraints ?? {});
    const own = message === undefined ? [] : [{ field, message }];
    return [...own, ...fieldErrors(error.children ?? [], `${field}.`)];
  });
}

/** The name of an unknown field is the client's text: it is shown only when it is well-formed. */
function fieldName(property: string): string {
  return /^[A-Za-z_][\w-]{0,63}$/.test(property) ? property : '(unnamed)';
}
