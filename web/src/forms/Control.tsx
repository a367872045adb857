import type { JSX, TargetedInputEvent } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { hintOf, idOf, labelOf, type Field } from './field.js';

export interface ControlProps {
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  readonly onValue: (value: string) => void;
}

/** A field with its label, hint and error. */
export function Control({ field, value, error, onValue }: ControlProps): JSX.Element {
  const texts = useTexts();
  const id = idOf(field);
  const hint = hintOf(field, texts);
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`];
  const common = {
    id,
    name: field.name,
    required: field.required,
    'aria-invalid': error !== undefined,
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
  };
  return (
    <div class={`field${error === undefined ? '' : ' faulty'}`}>
      <label for={id}>
        {labelOf(field, texts)}
        {!field.required && <span class="optional"> ({texts.form.optional})</span>}
      </label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Input field={field} value={value} onValue={onValue} common={common} />
      {error !== undefined && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface InputProps extends Pick<ControlProps, 'field' | 'value' | 'onValue'> {
  readonly common: object;
}

function Input({ field, value, onValue, common }: InputProps): JSX.Element {
  const { form } = useTexts();
  const isCode = field.autocomplete === 'one-time-code';
  const [shown, setShown] = useState(false);
  if (field.options !== undefined)
    return (
      <select
        {...common}
        value={value}
        onChange={({ currentTarget }) => {
          onValue(currentTarget.value);
        }}
      >
        <option value="">{form.choose}</option>
        {field.options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    );
  const masked = field.sensitive && !isCode;
  const edited = {
    ...common,
    value,
    onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>): void => {
      onValue(currentTarget.value);
    },
  };
  if (field.format === 'date') return <input {...edited} type="date" min={field.min} max={field.max} />;
  const input = (
    <input
      {...edited}
      class={[masked && !shown && 'masked', isCode && 'code'].filter(Boolean).join(' ')}
      maxLength={field.maxLength}
      inputMode={field.inputMode ?? 'text'}
      autocomplete={field.autocomplete ?? 'off'}
      autocapitalize={field.name === 'pan' ? 'characters' : undefined}
      spellcheck={false}
    />
  );
  if (!masked) return input;
  return (
    <div class="revealable">
      {input}
      <button
        type="button"
        class="quiet"
        aria-pressed={shown}
        onClick={() => {
          setShown(!shown);
        }}
      >
        {shown ? form.hide : form.show}
      </button>
    </div>
  );
}
