import type { Action, Onboarding, OnboardingError } from '@eko-onboarding/client';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { Consent } from './Consent.js';
import { Control } from './Control.js';
import { draftOf, keepDraft } from './drafts.js';
import { bodyOf, faultsOf, type Field, type Values } from './field.js';
import { Fingerprint } from './Fingerprint.js';
import { Inbox } from './Inbox.js';
import { SAMPLES } from './samples.js';

interface ActionFormProps {
  readonly action: Action;
  readonly onboarding: Onboarding;
  readonly error: OnboardingError | undefined;
  readonly isBusy: boolean;
  /** Seconds before it can be sent. */
  readonly waitSeconds: number;
  readonly submitLabel: ComponentChildren;
  readonly onSubmit: (body: object) => void;
}

/** The form of an action, drawn from its `fields` and `schema`: no product and no step is known here. */
export function ActionForm(props: ActionFormProps): JSX.Element {
  const { action, onboarding, error, isBusy, waitSeconds, submitLabel, onSubmit } = props;
  const texts = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const draft = `${onboarding.id} ${action.action} ${onboarding.state}`;
  const [values, setValues] = useState<Values>(() => draftOf(draft));
  const [errors, setErrors] = useState<Values>({});
  const { fields } = action;
  const findsFault = useRef(false);

  useEffect(() => {
    if (!error) return;
    findsFault.current = true;
    const refused = error.problem?.errors ?? [];
    setErrors(Object.fromEntries(refused.map(({ field, message }) => [field, message])));
    // An OTP and a fingerprint are worth one attempt, unless the same attempt is repeated.
    if (error.retry !== 'SAME_KEY')
      setValues((before) => ({ ...before, ...Object.fromEntries(fields.filter(isOnce).map(emptied)) }));
  }, [error]);
  useEffect(() => {
    if (findsFault.current) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    findsFault.current = false;
  }, [errors]);

  useEffect(() => {
    // A newer OTP makes every earlier one worthless.
    setValues((before) => ({ ...before, ...Object.fromEntries(fields.filter(isOnce).map(emptied)) }));
  }, [onboarding.version]);

  const put = (given: Values): void => {
    const next = { ...values, ...given };
    setValues((before) => ({ ...before, ...given }));
    keepDraft(
      draft,
      Object.fromEntries(fields.filter(isHarmless).map(({ name }) => [name, next[name] ?? ''])),
    );
    const corrected = Object.keys(given).filter((name) => name in errors);
    if (corrected.length > 0)
      setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => !corrected.includes(name))));
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isBusy || waitSeconds > 0) return;
    const faults = faultsOf(fields, values, texts);
    findsFault.current = true;
    setErrors(faults);
    if (Object.keys(faults).length === 0) onSubmit(bodyOf(fields, values));
  };
  const control = (field: Field): JSX.Element => {
    // Where an OTP was sent is said above the form.
    const { hint, ...plain } = field;
    const shared = {
      field: isCode(field) || hint === undefined ? plain : { ...plain, hint },
      value: values[field.name] ?? '',
      error: errors[field.name],
      onValue: (value: string) => {
        put({ [field.name]: value });
      },
    };
    return field.format === 'xml' ? (
      <Fingerprint key={field.name} {...shared} />
    ) : (
      <Control key={field.name} {...shared} />
    );
  };
  const samples = fields.filter(({ name }) => name in SAMPLES);
  return (
    <form ref={form} noValidate onSubmit={submit} aria-busy={isBusy}>
      {samples.length > 0 && (
        <button
          type="button"
          class="quiet fill"
          onClick={() => {
            put(Object.fromEntries(samples.map(({ name }) => [name, SAMPLES[name] ?? ''])));
          }}
        >
          {texts.step.fill}
        </button>
      )}
      {groupsOf(fields).map(([group, members]) => {
        if (group === '') return members.map(control);
        if (group === 'consent')
          return (
            <Consent
              key={group}
              fields={members}
              onboarding={onboarding}
              values={values}
              errors={errors}
              onValues={put}
            />
          );
        return (
          <fieldset key={group}>
            <legend>{texts.fields[group]?.label ?? titleOf(action, group)}</legend>
            {members.map(control)}
          </fieldset>
        );
      })}
      {fields.filter(isCode).map(({ name }) => (
        <Inbox
          key={name}
          onboarding={onboarding}
          onOtp={(otp) => {
            put({ [name]: otp });
          }}
        />
      ))}
      <button type="submit" class="primary" aria-disabled={isBusy || waitSeconds > 0}>
        {submitLabel}
      </button>
    </form>
  );
}

const isCode = ({ autocomplete }: Field): boolean => autocomplete === 'one-time-code';
const isOnce = (field: Field): boolean => isCode(field) || field.format === 'xml';
const isHarmless = ({ sensitive, name }: Field): boolean => !sensitive && !name.startsWith('consent.');
const emptied = ({ name }: Field): readonly [string, string] => [name, ''];

/** The fields by the object that they are members of, in their order; those of the body itself under ''. */
function groupsOf(fields: readonly Field[]): readonly (readonly [string, readonly Field[]])[] {
  const groups: [string, Field[]][] = [];
  for (const field of fields) {
    const group = field.name.includes('.') ? (field.name.split('.')[0] ?? '') : '';
    const last = groups.at(-1);
    if (last?.[0] === group) last[1].push(field);
    else groups.push([group, [field]]);
  }
  return groups;
}

/** The title that the schema gives to an object of the body. */
function titleOf({ schema }: Action, name: string): string {
  const { properties = {} } = schema as {
    properties?: Readonly<Record<string, { readonly title?: string }>>;
  };
  return properties[name]?.title ?? name;
}
