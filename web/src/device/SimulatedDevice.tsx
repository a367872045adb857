import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { token } from '../gateway.js';
import { useTexts } from '../texts/texts.js';

const CONTROL = '/sandbox/rd-service';

interface Device {
  readonly behaviour: string;
  readonly behaviours: readonly string[];
}

/** Chooses how the simulated fingerprint device of the sandbox behaves; nothing where there is none. */
export function SimulatedDevice(): JSX.Element | null {
  const { simulated } = useTexts().fingerprint;
  const [device, setDevice] = useState<Device | undefined>(undefined);
  const load = async (init?: RequestInit): Promise<void> => {
    const response = await fetch(CONTROL, { cache: 'no-store', ...init }).catch(() => undefined);
    if (response?.ok === true) setDevice((await response.json()) as Device);
  };
  useEffect(() => {
    void load();
  }, []);
  if (device === undefined) return null;
  const choose = (behaviour: string): Promise<void> =>
    load({
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        ...(token.value !== '' && { authorization: `Bearer ${token.value}` }),
      },
      body: JSON.stringify({ behaviour }),
    });
  return (
    <div class="field simulated">
      <label for="simulated-device">{simulated.label}</label>
      <select
        id="simulated-device"
        value={device.behaviour}
        onChange={({ currentTarget }) => void choose(currentTarget.value)}
      >
        {device.behaviours.map((behaviour) => (
          <option key={behaviour} value={behaviour}>
            {simulated.behaviours[behaviour] ?? behaviour}
          </option>
        ))}
      </select>
    </div>
  );
}
