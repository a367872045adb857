import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { plainToInstance } from 'class-transformer';
import { BooleanField, ObjectField, PatternField, PlainTextField, TextField } from './field.js';
import { bodySchema, formOf } from './form.js';

class Place {
  @PlainTextField({ label: 'City', description: 'The city', example: 'Indore', maxLength: 40 })
  city!: string;
}

class Named {
  @TextField({
    label: 'Code',
    hint: 'From the letter',
    description: 'A code',
    example: 'c0de',
    sensitive: true,
    minLength: 4,
  })
  code!: string;
}

class Everything extends Named {
  @PatternField(
    { label: 'Digits', description: 'Digits', example: '12', pattern: '^[0-9]+$', inputMode: 'numeric' },
    'must be digits',
  )
  digits!: string;

  @TextField({ label: 'Day', description: 'A day', example: '2026-01-31', format: 'date', required: false })
  day?: string;

  @TextField({ label: 'Block', description: 'A block', example: '<a/>', format: 'xml' })
  block!: string;

  @BooleanField({ label: 'Agreed', description: 'Whether', example: true, options: ['true'] })
  agreed!: boolean;

  @ObjectField({ label: 'Place', description: 'A place', of: Place })
  place!: Place;
}

class Nothing {}

const DAYS = { day: { min: '1926-01-01', max: '2008-01-01', hint: 'Of age' } };

describe('the form of a class', () => {
  it('lists its fields, inherited ones first, nested ones by dotted names, for a client that asks a person', () => {
    expect(formOf(Everything, DAYS).fields).toStrictEqual([
      {
        name: 'code',
        type: 'string',
        label: 'Code',
        hint: 'From the letter',
        minLength: 4,
        required: true,
        sensitive: true,
      },
      {
        ...{ name: 'digits', type: 'string', label: 'Digits', pattern: '^[0-9]+$', inputMode: 'numeric' },
        ...{ required: true, sensitive: false },
      },
      {
        ...{ name: 'day', type: 'string', label: 'Day', hint: 'Of age', format: 'date' },
        ...{ min: '1926-01-01', max: '2008-01-01', required: false, sensitive: false },
      },
      { name: 'block', type: 'string', label: 'Block', format: 'xml', required: true, sensitive: false },
      {
        name: 'agreed',
        type: 'boolean',
        label: 'Agreed',
        options: ['true'],
        required: true,
        sensitive: false,
      },
      {
        ...{
          name: 'place.city',
          type: 'string',
          label: 'City',
          minLength: 1,
          maxLength: 40,
          autocomplete: 'off',
        },
        ...{ required: true, sensitive: false },
      },
    ]);
  });

  it('is also a JSON Schema of the body', () => {
    expect(
      formOf(Everything, { ...DAYS, 'place.city': { options: ['Indore', 'Pune'] } }).schema,
    ).toStrictEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['code', 'digits', 'block', 'agreed', 'place'],
      properties: {
        code: {
          type: 'string',
          format: 'password',
          minLength: 4,
          title: 'Code',
          description: 'From the letter',
        },
        digits: { type: 'string', pattern: '^[0-9]+$', title: 'Digits' },
        day: { type: 'string', format: 'date', title: 'Day', description: 'Of age' },
        block: { type: 'string', title: 'Block' },
        agreed: { type: 'boolean', enum: [true], title: 'Agreed' },
        place: {
          type: 'object',
          title: 'Place',
          required: ['city'],
          properties: {
            city: { type: 'string', minLength: 1, maxLength: 40, title: 'City', enum: ['Indore', 'Pune'] },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    });
  });

  it('has no schema where there is nothing to ask for', () => {
    expect(formOf(Nothing)).toStrictEqual({ fields: [] });
  });

  it('is made once for the same changes, and anew for others', () => {
    const form = formOf(Everything, DAYS);
    expect(formOf(Everything, { ...DAYS })).toBe(form);
    expect(formOf(Everything).fields).not.toEqual(form.fields);
  });
});

describe('the body of a class in the API document', () => {
  it('has the descriptions and examples for developers, and refers to nested classes', () => {
    expect(JSON.parse(JSON.stringify(bodySchema(Everything)))).toEqual({
      $id: 'Everything',
      type: 'object',
      required: ['code', 'digits', 'block', 'agreed', 'place'],
      properties: {
        code: {
          ...{ type: 'string', format: 'password', minLength: 4, title: 'Code' },
          ...{ description: 'A code', example: 'c0de' },
        },
        digits: {
          type: 'string',
          pattern: '^[0-9]+$',
          title: 'Digits',
          description: 'Digits',
          example: '12',
        },
        day: { type: 'string', format: 'date', title: 'Day', description: 'A day', example: '2026-01-31' },
        block: { type: 'string', title: 'Block', description: 'A block', example: '<a/>' },
        agreed: { type: 'boolean', title: 'Agreed', description: 'Whether', example: true },
        place: expect.objectContaining({ description: 'A place' }),
      },
      additionalProperties: false,
    });
    expect(bodySchema(Place)).toMatchObject({ $id: 'Place', properties: { city: { example: 'Indore' } } });
  });
});

describe('a body that does not fit', () => {
  it.each<[string, object, Record<string, string>]>([
    ['digits', { digits: 'a' }, { matches: 'must be digits' }],
    ['agreed', { agreed: 'true' }, { isBoolean: 'must be true or false' }],
    ['place', { place: 'Indore' }, { isObject: 'must be an object' }],
  ])('is refused with a sentence about %s', (property, changes, constraints) => {
    const valid = { code: 'c0de', digits: '12', block: '<a/>', agreed: true, place: { city: 'Indore' } };
    expect(validateSync(plainToInstance(Everything, valid), { forbidUnknownValues: false })).toEqual([]);
    const faults = validateSync(plainToInstance(Everything, { ...valid, ...changes }), {
      forbidUnknownValues: false,
    });
    expect(faults.map((fault) => fault.property)).toEqual([property]);
    expect(faults[0]?.constraints).toMatchObject(constraints);
  });
});
