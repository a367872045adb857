/** What a person who has just started the gateway with its sandbox can try. */
export function welcome(url: string, docs: boolean): string {
  return `
Eko onboarding gateway, with the embedded sandbox as its upstream: ${url}
${docs ? `Documentation: ${url}/docs\n` : ''}OTPs the sandbox "sends": ${url}/sandbox/outbox

Try:
  curl -s -X POST ${url}/v1/ppi-levin/onboardings \\
    -H 'content-type: application/json' -H "idempotency-key: $(date +%s%N)" \\
    -d '{"mobile":"9876543210"}'

`;
}
