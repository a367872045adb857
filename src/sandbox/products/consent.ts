import type { Step } from '../step-call.js';
import { textField } from '../wire.js';

/** Eko's consent languages in the order of their pkid, which starts at 1. */
const LANGUAGES = [
  'English',
  'Bengali',
  'Gujarati',
  'Hindi',
  'Kannada',
  'Malayalam',
  'Marathi',
  'Odia',
  'Tamil',
  'Telugu',
  'Urdu',
  'Assamese',
  'Punjabi',
];

/** The languages in which the Aadhaar consent can be shown. */
export const consentLanguages: Step = ({ customer }) => ({
  response_status_id: 0,
  data: {
    [customer.scenario.replies === 'GENERIC' ? 'consentlanguage' : 'consent_language_list']: LANGUAGES.map(
      (language, index) => ({
        pkid: String(index + 1),
        consentLanguage: language,
      }),
    ),
  },
  response_type_id: 2444,
  message: 'Consent Language Successfully Retrieved',
  status: 0,
});

/** The text and the recording of the consent. Eko really sends the message of the languages call here, too. */
export const consentDetails: Step = (call) => {
  const pkid = Number(textField(call.fields, 'consent_language'));
  const language = LANGUAGES[pkid - 1] ?? '';
  return {
    response_status_id: 0,
    data: {
      consent_detail: {
        consentContent: `(full consent text in ${language})`,
        audioUrl: `https://paypointindia.co.in/audio/Consent_${language}.mp3`,
        consentId: pkid,
        consent: `(short consent statement in ${language})`,
        consentLanguage: language,
      },
    },
    response_type_id: 2446,
    message: 'Consent Language Successfully Retrieved',
    status: 0,
  };
};
