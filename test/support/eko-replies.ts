/** Replies in the shapes of Eko's documents, for scripts. The ids are contract.md's, "Replies". */
export type EkoReply = Readonly<Record<string, unknown>>;

type Data = Readonly<Record<string, unknown>>;

export const reply = (typeId: number | string, data?: Data, statusId: number | string = 0): EkoReply => ({
  response_status_id: statusId,
  ...(data && { data }),
  response_type_id: typeId,
  message: 'A message of Eko that no client may see',
  status: 0,
});

/** A reply without a type id, which means what its status means. */
export const status = (value: number, data?: Data): EkoReply => ({
  status: value,
  response_status_id: 1,
  message: 'A message of Eko that no client may see',
  ...(data && { data }),
});

export const NOT_REGISTERED = reply(308, { sender_name: '', ekyc_enabled: '' }, 1);
export const MOBILE_OTP_SENT = reply(
  2129,
  { intent_id: 19, kyc_request_id: '', otp_ref_id: 'bW9iaWxl+A==' },
  1,
);
export const AADHAAR_OTP_SENT = reply(2129, {
  intent_id: 20,
  kyc_request_id: '',
  otp_ref_id: 'YWFkaGFhcg==',
});
export const EKYC_OTP_SENT = reply(2129, {
  intent_id: '',
  kyc_request_id: '9332126',
  otp_ref_id: '666803844',
});
export const EKYC_PENDING = reply(2134, { otp_ref_id: '' });
export const AADHAAR_PENDING = reply(2136, undefined, 1);
export const PAN_REQUIRED = reply(2147, { application_id: '' });
export const WALLET_OPENED = reply(300, { state_desc: 'Non-Kyc', state: '2' });
export const PROFILE = reply(
  309,
  {
    customer_profile: {
      total_monthly_limit: '50000.0',
      balance: '0.00',
      next_allowed_limit: '5287.0',
      name: 'Karan Garg',
      chart: [{ data: { unavailable: 0, used: 44713, remaining: 5287 } }],
      kyc_state: 1,
    },
    is_registered: 0,
    kyc_state: 0,
  },
  -1,
);
export const OTP_WRONG = reply(2131, { description: 'Wrong OTP' }, 302);
export const OTP_EXPIRED = reply(2131, { description: 'OTP expired' }, 303);
export const ALREADY_REGISTERED = reply(2131, { description: 'Customer Already registred' }, 1);
