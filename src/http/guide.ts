/** The guide at the top of the OpenAPI document, with a section for each product: Markdown, for developers of apps. */
export function guideWith(products: string): string {
  return `Onboards customers for assisted-banking products. An app needs no knowledge of a journey: it reads \`state\`, does what
\`nextAction\` describes, and shows \`customer\`.

## A journey

1. \`POST /v1/{product}/onboardings\` with the mobile number of the customer. It starts the onboarding, or resumes it.
2. Ask for what \`nextAction.fields\` lists (or draw \`nextAction.schema\` with a library for forms), and send it as JSON to
   \`nextAction.href\`. Fields with dotted names are members of nested objects: \`address.city\` is
   \`{"address": {"city": "…"}}\`. Without fields send an empty object.
3. Each answer is the onboarding with its new \`nextAction\`. Go on until it is null: \`state\` is then \`COMPLETED\` or
   \`REJECTED\`.

\`alternatives\` lists what may be done instead, such as requesting another OTP, not before \`availableAt\`.

${products}
## Keys and repetition

Each POST has an \`Idempotency-Key\`: a new one for each intent of the user, and the same for each repetition of that request.
A repeated request gets the stored answer with \`Idempotency-Replayed: true\`; no step is done twice. Send \`Request-Timeout\`
with the seconds that the app waits.

## Problems

A problem is \`application/problem+json\`. \`code\` is for the app, \`title\` and \`detail\` are for a person, and \`type\` is a page
that explains the code. \`retry\` states what to do with the key:

- \`SAME_KEY\`: send the same request again, with the same key, after \`Retry-After\` if there is one.
- \`NEW_KEY\`: when the user tries again, it is a new intent with a new key.
- \`NONE\`: do not repeat the request; follow \`onboarding.nextAction\`, if there is one.

\`OUTCOME_UNKNOWN\` means that the step was sent and its reply was lost: \`nextAction\` is \`REFRESH\`, which looks up the
result. If a problem has a \`prerequisite\`, complete the onboarding that it starts, then repeat the step with a new key.

## What an app does not keep

Fields with \`sensitive: true\` (OTP, Aadhaar number, PAN, fingerprint) are sent once, and neither stored, logged nor shown after that.
`;
}
