/** Eko's languages of consent by `pkid` (contract.md, "Consent and biometrics"), with their BCP 47 tags. */
export const CONSENT_LANGUAGES = [
  { pkid: '1', tag: 'en', name: 'English' },
  { pkid: '2', tag: 'bn', name: 'Bengali' },
  { pkid: '3', tag: 'gu', name: 'Gujarati' },
  { pkid: '4', tag: 'hi', name: 'Hindi' },
  { pkid: '5', tag: 'kn', name: 'Kannada' },
  { pkid: '6', tag: 'ml', name: 'Malayalam' },
  { pkid: '7', tag: 'mr', name: 'Marathi' },
  { pkid: '8', tag: 'or', name: 'Odia' },
  { pkid: '9', tag: 'ta', name: 'Tamil' },
  { pkid: '10', tag: 'te', name: 'Telugu' },
  { pkid: '11', tag: 'ur', name: 'Urdu' },
  { pkid: '12', tag: 'as', name: 'Assamese' },
  { pkid: '13', tag: 'pa', name: 'Punjabi' },
] as const;
