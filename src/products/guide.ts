/** What the guide of the OpenAPI document says of each product, in Markdown. */
export const PRODUCT_GUIDE = `## Customer account

\`customer-account\`: registration, mobile OTP, Aadhaar number, Aadhaar OTP, PAN. Fino and Levin require one: without it a step
answers \`CUSTOMER_ACCOUNT_REQUIRED\`, whose \`prerequisite\` starts it.

## Fino

\`dmt-fino\`, money transfer: registration, fingerprint from an RD service (\`SUBMIT_BIOMETRIC\`), eKYC OTP. It requires a
customer account.

## DigiKhata

\`ppi-digikhata\`, a wallet: registration, mobile OTP, Aadhaar number, Aadhaar OTP, PAN. Before the Aadhaar number the customer
hears or reads the notice in a language of \`GET …/consent/languages\`, and agrees.

## Levin

\`ppi-levin\`, a wallet: registration, mobile OTP, Aadhaar number, Aadhaar OTP, PAN. It requires a customer account. Its session
can end on the way (\`WALLET_SESSION_EXPIRED\`): \`REFRESH\` then sends a new mobile OTP.
`;

/** The titles of tags of the document whose names say too little. */
export const TAG_TITLES = { Onboarding: 'Onboarding, all products', Consent: 'DigiKhata: consent' } as const;
