import type { Type } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

type ValidationMetadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** Whether the member `value` of `object` fulfils a rule. */
type Rule = (object: object, value: unknown) => boolean;

/** A member of a request class. */
export interface Member {
  /** The class of its value, when that is another request class. */
  readonly nested?: Type;
  /** The rules apply only if all of these hold. */
  readonly conditions: readonly Rule[];
  readonly rules: readonly Rule[];
}

const membersByType = new WeakMap<Type, ReadonlyMap<string, Member>>();

/** The members that the decorators of class-validator declare for a request class, by their names; read once. */
export function membersOf(type: Type): ReadonlyMap<string, Member> {
  const known = membersByType.get(type);
  if (known) return known;
  const all = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const names = [...new Set(all.map(({ propertyName }) => propertyName))];
  const members = new Map(
    names.map((name) => [
      name,
      memberOf(
        type,
        name,
        all.filter(({ propertyName }) => propertyName === name),
      ),
    ]),
  );
  membersByType.set(type, members);
  return members;
}

/**
 * The value as an instance of its request class, if it has only members of the class and fulfils all their rules. The
 * rules are those of class-validator, which is asked itself only when this returns undefined: it then states the fault.
 * docs/decisions/0018-schemas.md.
 */
export function instanceOf(type: Type, value: unknown): object | undefined {
  if (!isObject(value)) return undefined;
  const members = membersOf(type);
  const instance = new type() as Record<string, unknown>;
  for (const [name, given] of Object.entries(value)) {
    const member = members.get(name);
    if (!member) return undefined;
    const made = member.nested && isObject(given) ? instanceOf(member.nested, given) : given;
    if (made === undefined) return undefined;
    instance[name] = made;
  }
  for (const [name, { nested, conditions, rules }] of members) {
    const member = instance[name];
    if (!conditions.every((holds) => holds(instance, member))) continue;
    if (nested && !(member instanceof nested)) return undefined;
    if (!rules.every((holds) => holds(instance, member))) return undefined;
  }
  return instance;
}

function memberOf(type: Type, name: string, metadata: readonly ValidationMetadata[]): Member {
  const nested = metadata.some((one) => one.type === ValidationTypes.NESTED_VALIDATION);
  const conditions = metadata.filter((one) => one.type === ValidationTypes.CONDITIONAL_VALIDATION);
  const others = metadata.filter((one) => !conditions.includes(one) && !isNesting(one));
  return {
    ...(nested && { nested: Reflect.getMetadata('design:type', type.prototype as object, name) as Type }),
    conditions: conditions.map(({ constraints }) => constraints[0] as Rule),
    rules: others.flatMap(rulesOf),
  };
}

function isNesting({ type, each }: ValidationMetadata): boolean {
  return type === ValidationTypes.NESTED_VALIDATION && !each;
}

/** A rule of a kind that no request class has yet is left to class-validator. */
function rulesOf(metadata: ValidationMetadata): readonly Rule[] {
  const { type, constraintCls, constraints, propertyName: property, each, validateIf } = metadata;
  if (type !== ValidationTypes.CUSTOM_VALIDATION || each || validateIf) return [() => false];
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => (object, value) => {
      const { name: targetName } = object.constructor;
      return instance.validate(value, { targetName, property, object, value, constraints }) === true;
    });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
