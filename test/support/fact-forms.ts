import type { ReplyMeaning } from '../fixtures/contract-facts.js';

/** One of the forms in which Eko sends the same reply. */
export type Form = readonly [name: string, reply: Readonly<Record<string, unknown>>];

/** Words of Eko that no client may ever see. */
export const EKO_WORDS = 'Words of Eko that no client may see';
/** An id that is in no table. */
const UNKNOWN_TYPE_ID = 9998;
const NO_STATUS = 1;

/** Every form that is known of a reply: ids as numbers or texts; type id -1, absent, equal to the status, unknown. */
export function formsOf(meaning: ReplyMeaning): readonly Form[] {
  if ('reply' in meaning) return [['unchanged', { ...meaning.reply }]];
  if ('refusal' in meaning) return formsOfRefusal(meaning.refusal);
  const extras = {
    ...('data' in meaning && { data: meaning.data }),
    ...refusing('refused' in meaning ? meaning.refused : []),
  };
  if ('typeId' in meaning) return withTexts(formsOfType(meaning.typeId, meaning.status, extras));
  if ('status' in meaning) return withTexts(formsOfStatus(meaning.status, extras));
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

/** The forms, and the first three of them with their ids as texts. */
function withTexts(forms: readonly Form[]): readonly Form[] {
  const texts = forms.slice(0, 3).map(([name, reply]): Form => {
    const meaning = Object.entries(reply).map(([key, value]) => [
      key,
      typeof value === 'number' ? String(value) : value,
    ]);
    return [`${name}, as texts`, Object.fromEntries(meaning) as Form[1]];
  });
  return [...forms, ...texts];
}
