import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { testCustomers, type TestCustomers } from '../sandbox.js';
import { useTexts } from '../texts/texts.js';

interface AllCustomersProps {
  readonly code: string;
  readonly onChoose: (code: string) => void;
}

/** Every customer and fault that the sandbox has, in its own words. */
export function AllCustomers({ code, onChoose }: AllCustomersProps): JSX.Element | null {
  const { choose } = useTexts();
  const [all, setAll] = useState<TestCustomers | 'FAILED' | undefined>(undefined);
  useEffect(() => {
    testCustomers().then(setAll, () => {
      setAll('FAILED');
    });
  }, []);
  if (all === undefined) return null;
  if (all === 'FAILED') return <p class="hint">{choose.listFailed}</p>;
  return (
    <>
      <details class="all">
        <summary>{choose.all}</summary>
        <ul lang="en">
          {all.customers.map((one) => (
            <li key={one.code}>
              <button
                type="button"
                aria-pressed={code === one.code}
                onClick={() => {
                  onChoose(one.code);
                }}
              >
                <code>{one.code}</code> <span>{one.description}</span>
              </button>
            </li>
          ))}
        </ul>
      </details>
      <Faults all={all} onChoose={onChoose} />
    </>
  );
}

interface FaultsProps {
  readonly all: TestCustomers;
  readonly onChoose: (code: string) => void;
}

/** A code is the digit of a call and the digits of a fault. */
function Faults({ all, onChoose }: FaultsProps): JSX.Element {
  const { choose } = useTexts();
  const [digit, setDigit] = useState(all.calls[0]?.digit ?? '');
  const [digits, setDigits] = useState(all.faults[0]?.digits ?? '');
  const choice = (
    label: string,
    value: string,
    put: (value: string) => void,
    options: readonly (readonly [string, string])[],
  ): JSX.Element => (
    <label class="field">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          put(currentTarget.value);
        }}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key} lang="en">
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <details class="all">
      <summary>{choose.faults}</summary>
      <p class="hint">{choose.faultsLead}</p>
      {choice(
        choose.call,
        digit,
        setDigit,
        all.calls.map((one) => [one.digit, one.description]),
      )}
      {choice(
        choose.fault,
        digits,
        setDigits,
        all.faults.map((one) => [one.digits, one.description]),
      )}
      <button
        type="button"
        class="secondary"
        onClick={() => {
          onChoose(digit + digits);
        }}
      >
        {choose.use}: {digit}
        {digits}
      </button>
    </details>
  );
}
