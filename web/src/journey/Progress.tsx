import type { Onboarding } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useTexts } from '../texts/texts.js';

/** The steps of the product, as far as they are. */
export function Progress({ steps }: Pick<Onboarding, 'steps'>): JSX.Element {
  const { step: texts } = useTexts();
  const active = steps.findIndex(({ status }) => status === 'active');
  const name = (step: string): string => texts.names[step] ?? step;
  return (
    <div class="progress">
      <ol aria-label={texts.progress}>
        {steps.map(({ step, status }) => (
          <li key={step} class={status} aria-current={status === 'active' ? 'step' : undefined}>
            <span class="unseen">
              {name(step)}: {texts.status[status]}
            </span>
          </li>
        ))}
      </ol>
      {active >= 0 && (
        <p>
          {texts.of(active + 1, steps.length)} · {name(steps[active]?.step ?? '')}
        </p>
      )}
    </div>
  );
}
