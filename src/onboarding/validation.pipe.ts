import { Injectable, ValidationPipe } from '@nestjs/common';
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
}

const MOST_ERRORS = 20;

function fieldErrors(errors: readonly ValidationError[], prefix: string): FieldError[] {
  return errors
    .flatMap((error) => {
      const field = `${prefix}${fieldName(error.property)}`;
      const [rule, message] = Object.entries(error.constraints ?? {})[0] ?? [];
      const own =
        message === undefined
          ? []
          : [{ field, message: rule === 'whitelistValidation' ? 'is not known' : message }];
      return [...own, ...fieldErrors(error.children ?? [], `${field}.`)];
    })
    .slice(0, MOST_ERRORS);
}

/** An unknown field's name is the client's text: it is shown only when it looks like a name. */
function fieldName(property: string): string {
  return /^[A-Za-z_][\w-]{0,63}$/.test(property) ? property : '(unnamed)';
}
