import { Injectable, ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes, type ValidationError } from 'class-validator';
import { Problem, type FieldError } from '../errors/problem.js';

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

  /** Unknown names are refused first, since class-transformer copies all members. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.metatype && this.toValidate(metadata)) {
      const unknown = unknownFields(value, metadata.metatype, '');
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
    const memberType = declared.get(name);
    return memberType ? unknownFields(member, memberType, `${field}.`) : [];
  });
}

const membersByType = new WeakMap<Type, ReadonlyMap<string, Type | undefined>>();

/** The names that a request class declares, and the class of those that hold another request class. */
function membersOf(type: Type): ReadonlyMap<string, Type | undefined> {
  const known = membersByType.get(type);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const members = new Map<string, Type | undefined>();
  for (const { propertyName, type: rule } of rules) {
    if (rule === ValidationTypes.NESTED_VALIDATION)
      members.set(propertyName, declaredType(type, propertyName));
    else if (!members.has(propertyName)) members.set(propertyName, undefined);
  }
  membersByType.set(type, members);
  return members;
}

function declaredType(type: Type, name: string): Type {
  return Reflect.getMetadata('design:type', type.prototype as object, name) as Type;
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
