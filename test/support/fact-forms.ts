import type { Said } from '../fixtures/contract-facts.js';

/** One form in which Eko says the same. */
export type Form = readonly [name: string, reply: Readonly<Record<string, unknown>>];

/** Words of Eko that no client may ever see. */
export const EKO_WORDS = 'Words of Eko that no client may see';
/** Ids that no table knows. */
const UNKNOWN_TYPE_ID = 9998;
const NO_STATUS = 1;

/** Every form in which Eko is known to say it: numbers, texts, type id -1, none, equal to the status, unknown. */
export function formsOf(said: Said): readonly Form[] {
  if ('reply' in said) return [['as it is', { ...said.reply }]];
  if ('refusal' in said) return formsOfRefusal(said.refusal);
  const extras = {
    ...('data' in said && { data: said.data }),
    ...refusing('refused' in said ? said.refused : []),
  };
  if ('typeId' in said) return withTexts(formsOfType(said.typeId, said.status, extras));
  if ('status' in said) return withTexts(formsOfStatus(said.status, extras));
  return withTexts([
    ['type id absent', envelope(undefined, 0, 0, extras)],
    ['type id empty', { ...envelope(undefined, 0, 0, extras), response_type_id: '' }],
    ['nothing but data', { ...extras }],
  ]);
}

function formsOfType(typeId: number, status: number | undefined, extras: object): readonly Form[] {
  if (status === undefined) {
    return [
      ['type id, 0, 0', envelope(typeId, 0, 0, extras)],
      ['type id equal to the status', envelope(typeId, 1, typeId, extras)],
      ['type id, status id -1', envelope(typeId, -1, 0, extras)],
      ['type id alone', envelope(typeId, undefined, undefined, extras)],
    ];
  }
  if (status === 0) {
    return [
      ['status 0, status id 0', envelope(typeId, 0, 0, extras)],
      ['status 0, status id -1', envelope(typeId, -1, 0, extras)],
      ['status 0 alone', envelope(typeId, undefined, 0, extras)],
    ];
  }
  return [
    ['by the status', envelope(typeId, NO_STATUS, status, extras)],
    ['by the status id', envelope(typeId, status, NO_STATUS, extras)],
    ['by the status id beside the type id', envelope(typeId, status, typeId, extras)],
  ];
}

function formsOfStatus(status: number, extras: object): readonly Form[] {
  return [
    ['type id absent', envelope(undefined, NO_STATUS, status, extras)],
    ['type id -1', envelope(-1, NO_STATUS, status, extras)],
    ['type id equal', envelope(status, NO_STATUS, status, extras)],
    ['type id unknown', envelope(UNKNOWN_TYPE_ID, NO_STATUS, status, extras)],
    ['type id absent, by the status id', envelope(undefined, status, NO_STATUS, extras)],
    ['type id -1, by the status id', envelope(-1, status, NO_STATUS, extras)],
    ['type id -1, no status id', envelope(-1, undefined, status, extras)],
  ];
}

function formsOfRefusal(names: readonly string[]): readonly Form[] {
  const extras = refusing(names);
  const other = names.length === 0 ? {} : { invalid_parameters: extras['invalid_params'] };
  return withTexts([
    ['type id -1', envelope(-1, NO_STATUS, NO_STATUS, extras)],
    ['type id -1, status 0', envelope(-1, -1, 0, extras)],
    ['type id -1 alone', envelope(-1, undefined, undefined, extras)],
    ['status 461', envelope(-1, NO_STATUS, 461, extras)],
    ['status 461, type id absent', envelope(undefined, NO_STATUS, 461, extras)],
    ['status 461, type id equal', envelope(461, NO_STATUS, 461, extras)],
    ['status 97, type id absent', envelope(undefined, NO_STATUS, 97, extras)],
    ['status id 97', envelope(undefined, 97, NO_STATUS, extras)],
    ['under the other name', envelope(-1, NO_STATUS, 461, other)],
  ]);
}

function refusing(names: readonly string[] = []): Readonly<Record<string, object>> {
  if (names.length === 0) return {};
  return { invalid_params: Object.fromEntries(names.map((name) => [name, EKO_WORDS])) };
}

function envelope(typeId?: number, statusId?: number, status?: number, extras: object = {}): Form[1] {
  return {
    message: EKO_WORDS,
    ...(typeId !== undefined && { response_type_id: typeId }),
    ...(statusId !== undefined && { response_status_id: statusId }),
    ...(status !== undefined && { status }),
    ...extras,
  };
}

/** The first forms with their ids as texts, too. */
function withTexts(forms: readonly Form[]): readonly Form[] {
  const texts = forms.slice(0, 3).map(([name, reply]): Form => {
    const said = Object.entries(reply).map(([key, value]) => [
      key,
      typeof value === 'number' ? String(value) : value,
    ]);
    return [`${name}, as texts`, Object.fromEntries(said) as Form[1]];
  });
  return [...forms, ...texts];
}
