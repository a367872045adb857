import type { GatewayConfig } from './config/gateway-config.js';

/** The text printed after a start in the sandbox environment: addresses and a first request. */
export function welcome(url: string, { eko, auth, docsEnabled }: GatewayConfig): string {
  const embedded = eko.baseUrl === undefined;
  const lines = [
    `Eko onboarding gateway: ${url}`,
    embedded
      ? 'Eko is the embedded simulator. It sends no SMS.'
      : `Eko is ${eko.baseUrl} (EKO_BASE_URL) instead of the embedded simulator.`,
    ...(embedded ? [`OTPs the simulator "sends": ${url}/sandbox/outbox`] : []),
    ...(docsEnabled ? [`Documentation: ${url}/docs`] : []),
    ...(auth.mode === 'jwt' ? ['Agents need a token (npm run dev:token makes one).'] : []),
  ];
  const token = auth.mode === 'jwt' ? '\n    -H "authorization: Bearer $TOKEN" \\' : '';
  return `
${lines.join('\n')}

Try:
  curl -s -X POST ${url}/v1/ppi-levin/onboardings \\${token}
    -H 'content-type: application/json' -H "idempotency-key: $(date +%s%N)" \\
    -d '{"mobile":"9876543210"}'

`;
}
