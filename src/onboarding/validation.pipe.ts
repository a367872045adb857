import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { Problem, type FieldError } from '../errors/problem.js';

/** Checks every body against its request class: wrong and unknown fields are named, their values never repeated. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => new Problem('VALIDATION_FAILED', { errors: fieldErrors(errors, '') }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const field = inheritedName(value);
    if (field === undefined) return (await super.transform(value, metadata)) as unknown;
    throw new Problem('VALIDATION_FAILED', { errors: [{ field, message: UNKNOWN }] });
  }
}

const UNKNOWN = 'is not known';

/** A member named like one that every object inherits: class-validator takes such a one for a known field. */
function inheritedName(value: unknown, prefix = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const field = `${prefix}${fieldName(name)}`;
    const found = name in Object.prototype ? field : inheritedName(member, `${field}.`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MOST_ERRORS = 20;

function fieldErrors(errors: readonly ValidationError[], prefix: string): FieldError[] {
  return errors
    .flatMap((error) => {
      const field = `${prefix}${fieldName(error.property)}`;
      const [rule, message] = Object.entries(error.constraints ?? {})[0] ?? [];
      const own =
        message === undefined ? [] : [{ field, message: rule === 'whitelistValidation' ? UNKNOWN : message }];
      return [...own, ...fieldErrors(error.children ?? [], `${field}.`)];
    })
    .slice(0, MOST_ERRORS);
}

/** An unknown field's name is the client's text: it is shown only when it looks like a name. */
function fieldName(property: string): string {
  return /^[A-Za-z_][\w-]{0,63}$/.test(property) ? property : '(unnamed)';
}
