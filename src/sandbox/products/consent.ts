import type { Step } from '../step-call.js';
import { textField } from '../wire.js';
import { CONSENT_TEXTS } from './consent-texts.js';

/** The languages in which the Aadhaar consent can be shown. */
export const consentLanguages: Step = ({ customer }) => ({
  response_status_id: 0,
  data: {
    [customer.scenario.replies === 'GENERIC' ? 'consentlanguage' : 'consent_language_list']:
      CONSENT_TEXTS.map(({ language }, index) => ({
        pkid: String(index + 1),
        consentLanguage: language,
      })),
  },
  response_type_id: 2444,
  message: 'Consent Language Successfully Retrieved',
  status: 0,
});

/** The text and the recording of the consent. Eko really sends the message of the languages call here, too. */
export const consentDetails: Step = (call) => {
  const pkid = Number(textField(call.fields, 'consent_language'));
  const { language = '', notice, statement } = CONSENT_TEXTS[pkid - 1] ?? {};
  return {
    response_status_id: 0,
    data: {
      consent_detail: {
        consentContent: notice,
        audioUrl: `https://paypointindia.co.in/audio/Consent_${language}.mp3`,
        consentId: pkid,
        consent: statement,
        consentLanguage: language,
      },
    },
    response_type_id: 2446,
    message: 'Consent Language Successfully Retrieved',
    status: 0,
  };
};
