import type { EkoConfig } from '../config/gateway-config.js';
import { credentialsRefusal, type RefusalReason } from '../eko/signature-refusal.js';
import type { EkoReply } from '../eko/reply.js';

/** One line of the doctor: what was checked, whether it works, and otherwise what to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
}

/** It works. */
export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message });
/** It works, but the operator should check it. */
export const warning = (check: string, message: string): Finding => ({ check, status: 'warning', message });
/** The gateway cannot work with it. */
export const failed = (check: string, message: string): Finding => ({ check, status: 'failed', message });

/** Eko refuses a timestamp that differs more from its clock (contract.md, "Signing"), seconds. */
const MAX_SKEW_SECONDS = 120;
/** Half of it: clocks continue to drift. */
const TOLERATED_SKEW_SECONDS = 60;
/** The threshold of the alert GatewaySigningClockSkew, seconds. */
const ALERTED_SKEW_SECONDS = 5;

const UNRESOLVED = ['enotfound', 'eai_again'];
const UNREACHABLE = ['timeout', 'und_err_connect_timeout', 'etimedout', 'ehostunreach', 'enetunreach'];
const CERTIFICATE = /cert|self_signed|unable_to_(get|verify)|altname/;

/** Why a connection failed, by its error code. */
export function connectionSentence(check: string, { host, hostname, protocol }: URL, code: string): Finding {
  if (code.startsWith('proxy_'))
    return failed(check, `The proxy makes no connection to ${host} (${code}): see the proxy above.`);
  if (UNRESOLVED.includes(code))
    return failed(
      check,
      `The name ${hostname} cannot be resolved (${code}): check it, and the DNS of this machine.`,
    );
  if (code === 'econnrefused')
    return failed(check, `Nothing listens at ${host}: check the address and the port.`);
  if (UNREACHABLE.includes(code))
    return failed(
      check,
      `${host} does not answer (${code}): a firewall or network policy drops the connection, or the address is wrong.`,
    );
  if (CERTIFICATE.test(code))
    return failed(
      check,
      `The certificate of ${host} is not trusted (${code}): it has expired, is for another name, or is from an unknown authority. For a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its authority.`,
    );
  return failed(
    check,
    `The connection to ${host} failed (${code})${protocol === 'https:' ? ': the server there may not use TLS.' : '.'}`,
  );
}

/** The finding on a difference of the clocks, milliseconds; undefined when the answer contained no time. */
export function clockSentence(check: string, skewMs: number | undefined): Finding {
  if (skewMs === undefined)
    return {
      check,
      status: 'warning',
      message: 'The answer contained no time, so the clock could not be compared.',
    };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  if (seconds <= TOLERATED_SKEW_SECONDS)
    return ok(check, `This machine's clock is within ${seconds} s of Eko's.`);
  return failed(
    check,
    `This machine's clock is ${seconds} s ${side} Eko's, which refuses signatures that are more than ${MAX_SKEW_SECONDS} s off: set it by NTP.`,
  );
}

/** The finding on a difference between the clock of Redis, which signs, and this machine's clock, milliseconds. */
export function signingClockSentence(check: string, skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  if (seconds <= ALERTED_SKEW_SECONDS)
    return ok(check, `The clock of Redis, which signs, is within ${seconds} s of this machine's.`);
  const message =
    `The clock of Redis, which signs, is ${seconds} s ${side} this machine's; Eko refuses signatures that are more than ` +
    `${MAX_SKEW_SECONDS} s off its own. Set the wrong one of the two by NTP.`;
  return seconds <= TOLERATED_SKEW_SECONDS ? warning(check, message) : failed(check, message);
}

/** The finding on the credentials from Eko's reply to a signed call. */
export function credentialsSentence(check: string, reply: EkoReply, { environment }: EkoConfig): Finding {
  switch (reply.kind) {
    case 'answered':
      return credentialsRefusal(reply.envelope) === 'initiator'
        ? refusal(check, 'initiator', environment)
        : ok(check, `Eko accepted key and signature (type id ${reply.envelope.typeId ?? 'none'}).`);
    case 'signatureRefused': {
      const { reason, httpStatus, typeId } = reply;
      const finding = refusal(check, reason, environment);
      return {
        ...finding,
        message: `${finding.message} (HTTP ${httpStatus}${typeId === undefined ? '' : `, type id ${typeId}`})`,
      };
    }
    case 'rejected':
      return failed(
        check,
        `Eko does not know this request (HTTP ${reply.httpStatus}): check EKO_BASE_URL and the path in EKO_OVERRIDES_FILE.`,
      );
    case 'lost':
      return reply.reason === 'http_204'
        ? failed(
            check,
            'Eko sent an empty answer (HTTP 204): the service is not activated for this account; ask Eko to activate it.',
          )
        : failed(
            check,
            `The answer is not from Eko's API (${reply.reason}): check EKO_BASE_URL, and the answers of a proxy in between.`,
          );
    case 'notSent':
      return failed(
        check,
        `The request was not sent (${reply.reason}): see the address of Eko above, or try again later.`,
      );
    case 'overloaded':
      return failed(check, 'Eko refuses more requests with this developer key now: try again later.');
    case 'unsigned':
      return failed(
        check,
        'The request was not signed because the signing sequence in Redis cannot be reached: see the store above.',
      );
  }
}

function refusal(check: string, reason: RefusalReason, environment: EkoConfig['environment']): Finding {
  const other = environment === 'production' ? 'UAT' : 'production';
  const sentences: Readonly<Record<RefusalReason, string>> = {
    key: `Eko does not know the developer key: EKO_DEVELOPER_KEY is mistyped or blocked, or is a key of ${other}, which does not work in ${environment}.`,
    signature: `Eko refuses the signature: EKO_ACCESS_KEY is mistyped, is a key of ${other}, or does not belong to EKO_DEVELOPER_KEY.`,
    timestamp:
      "Eko refuses the timestamp: this machine's clock is wrong, or another system used the same millisecond with this developer key.",
    header:
      'A header did not arrive: a proxy in between drops developer_key. nginx needs underscores_in_headers on; configure Caddy to pass it.',
    address:
      'The source address of this machine is not allow-listed at Eko, or it changed: NAT, proxy or region. Ask Eko to add it.',
    initiator: `Eko does not know the initiator or the agent: check EKO_INITIATOR_ID and --user-code; both are known to ${environment} only if they were registered there.`,
    unknown: `Eko refuses without a reason: check, in this order: keys of ${environment}, the allow-listed address, headers that a proxy drops, mistyped keys, the clock.`,
  };
  return failed(check, sentences[reason]);
}
