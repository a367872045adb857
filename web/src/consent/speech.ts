/**
 * A voice of this device for a language. Voices of a service are left out: they send the text to it.
 * Browsers load their voices late, so the list may be empty at first (`onVoices`).
 */
export function voiceFor(tag: string): SpeechSynthesisVoice | undefined {
  if (!('speechSynthesis' in window)) return undefined;
  const voices = speechSynthesis.getVoices().filter(({ localService }) => localService);
  const speaks = ({ lang }: SpeechSynthesisVoice): boolean =>
    lang.toLowerCase().replace('_', '-').split('-')[0] === tag;
  return voices.find((voice) => speaks(voice) && /[-_]IN$/i.test(voice.lang)) ?? voices.find(speaks);
}

/** Calls back when the voices have changed; returns what stops that. */
export function onVoices(changed: () => void): () => void {
  if (!('speechSynthesis' in window)) return () => undefined;
  speechSynthesis.addEventListener('voiceschanged', changed);
  return () => {
    speechSynthesis.removeEventListener('voiceschanged', changed);
  };
}

/** Reads the text out; calls back when it ends, in whatever way. */
export function speak(text: string, voice: SpeechSynthesisVoice, ended: () => void): void {
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = 0.9;
  utterance.onend = utterance.onerror = ended;
  speechSynthesis.speak(utterance);
}

/** Ends what is read out. */
export function stopSpeaking(): void {
  if ('speechSynthesis' in window) speechSynthesis.cancel();
}
