import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { capture, type Captured } from '../device/capture.js';
import { SimulatedDevice } from '../device/SimulatedDevice.js';
import { useTexts } from '../texts/texts.js';
import { hintOf, idOf, type Field } from './field.js';

const CAPTURE_MS = 15_000;

interface FingerprintProps {
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  readonly onValue: (value: string) => void;
}

/** Captures a fingerprint; the block goes into the body as the device gave it. */
export function Fingerprint({ field, value, error, onValue }: FingerprintProps): JSX.Element {
  const texts = useTexts();
  const { fingerprint } = texts;
  const [captured, setCaptured] = useState<Captured | 'RUNNING' | undefined>(undefined);
  const id = idOf(field);
  const run = async (): Promise<void> => {
    onValue('');
    setCaptured('RUNNING');
    const found = await capture({ timeoutMs: CAPTURE_MS });
    setCaptured(found);
    if ('pidData' in found && !('problem' in found)) onValue(found.pidData);
  };
  const running = captured === 'RUNNING';
  const poor =
    typeof captured === 'object' && 'problem' in captured && 'pidData' in captured
      ? captured.pidData
      : undefined;
  return (
    <fieldset class={`fingerprint${error === undefined ? '' : ' faulty'}`}>
      <legend>{fingerprint.heading}</legend>
      <p class="hint" id={`${id}-hint`}>
        {hintOf(field, texts) === undefined ? '' : fingerprint.lead}
      </p>
      <button
        type="button"
        id={id}
        class="secondary"
        disabled={running}
        aria-describedby={`${id}-hint ${id}-state${error === undefined ? '' : ` ${id}-error`}`}
        onClick={() => void run()}
      >
        {value === '' ? fingerprint.capture : fingerprint.again}
      </button>
      <p class="capture" id={`${id}-state`} role="status">
        <CaptureState captured={captured} isHeld={value !== ''} />
      </p>
      {poor !== undefined && value === '' && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            onValue(poor);
          }}
        >
          {fingerprint.useAnyway}
        </button>
      )}
      {error !== undefined && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <SimulatedDevice />
    </fieldset>
  );
}

interface CaptureStateProps {
  readonly captured: Captured | 'RUNNING' | undefined;
  readonly isHeld: boolean;
}

function CaptureState({ captured, isHeld }: CaptureStateProps): JSX.Element | null {
  const { fingerprint } = useTexts();
  if (captured === 'RUNNING') return <span class="running">{fingerprint.capturing}</span>;
  if (captured === undefined) return null;
  if ('problem' in captured && !isHeld)
    return (
      <span class="error">
        {fingerprint.problems[captured.problem]}
        {'quality' in captured && ` ${fingerprint.quality(captured.quality)}`}
        {'info' in captured && <span lang="en"> ({captured.info})</span>}
      </span>
    );
  if (!isHeld || !('pidData' in captured)) return null;
  return (
    <span class="success">
      {fingerprint.captured}
      {captured.quality !== undefined && ` ${fingerprint.quality(captured.quality)}`}
    </span>
  );
}
