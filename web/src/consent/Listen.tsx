import type { OnboardingClient } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { NAMES } from './names.js';
import { onVoices, speak, stopSpeaking, voiceFor } from './speech.js';

interface ListenProps {
  readonly notice: Awaited<ReturnType<OnboardingClient['consentText']>>;
}

/**
 * Reads the notice aloud with a voice of the device: just the text that is shown, and without a request to anywhere. The
 * recording of Eko is at another host: it opens in a tab of its own, if the agent wants it.
 */
export function Listen({ notice: { language, statement, text, audioUrl } }: ListenProps): JSX.Element {
  const { consent } = useTexts();
  const [voice, setVoice] = useState(() => voiceFor(language));
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => {
    const stop = onVoices(() => {
      setVoice(voiceFor(language));
    });
    return () => {
      stop();
      stopSpeaking();
    };
  }, [language]);
  const toggle = (): void => {
    if (speaking || voice === undefined) {
      stopSpeaking();
      setSpeaking(false);
      return;
    }
    setSpeaking(true);
    speak([statement, text].filter(Boolean).join('\n'), voice, () => {
      setSpeaking(false);
    });
  };
  return (
    <div class="listen">
      {voice === undefined ? (
        <p class="hint">{consent.noVoice(NAMES[language] ?? language)}</p>
      ) : (
        <button type="button" class="secondary" aria-pressed={speaking} onClick={toggle}>
          {speaking ? consent.stop : consent.listen}
        </button>
      )}
      {audioUrl !== undefined && (
        <a class="recording" href={audioUrl} target="_blank" rel="noreferrer">
          {consent.recording} ({consent.opensTab})
        </a>
      )}
    </div>
  );
}
