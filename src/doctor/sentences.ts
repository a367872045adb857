import type { EkoConfig } from '../config/gateway-config.js';
import { credentialsRefusal, type RefusalReason } from '../eko/signature-refusal.js';
import type { EkoReply } from '../eko/reply.js';
import { failed, ok, warning, type Finding } from './finding.js';

/** Eko refuses a timestamp that is further from its clock (contract.md, "Signing"), seconds. */
const MOST_SKEW_SECONDS = 120;
/** Half of it: clocks drift on. */
const TOLERATED_SKEW_SECONDS = 60;
/** As the alert GatewaySigningClockSkew. */
const ALERTED_SKEW_SECONDS = 5;

const NAME = ['enotfound', 'eai_again'];
const SILENT = ['timeout', 'und_err_connect_timeout', 'etimedout', 'ehostunreach', 'enetunreach'];
const CERTIFICATE = /cert|self_signed|unable_to_(get|verify)|altname/;

/** What keeps a connection from being made, by the code of its error. */
export function connectionSentence(check: string, { host, hostname, protocol }: URL, code: string): Finding {
  if (NAME.includes(code))
    return failed(
      check,
      `The name ${hostname} cannot be resolved (${code}): check it, and the DNS of this machine.`,
    );
  if (code === 'econnrefused')
    return failed(check, `Nothing listens at ${host}: check the address and the port.`);
  if (SILENT.includes(code))
    return failed(
      check,
      `${host} does not answer (${code}): a firewall or network policy on the way drops the connection, or it is the wrong address.`,
    );
  if (CERTIFICATE.test(code))
    return failed(
      check,
      `The certificate of ${host} is not trusted (${code}): it is expired, of another name or of an unknown authority. A proxy that inspects TLS needs its authority in NODE_EXTRA_CA_CERTS.`,
    );
  return failed(
    check,
    `The connection to ${host} failed (${code})${protocol === 'https:' ? ': what listens there may not speak TLS.' : '.'}`,
  );
}

/** What a difference of the clocks means, milliseconds; undefined when the answer carried no time. */
export function clockSentence(check: string, skewMs: number | undefined): Finding {
  if (skewMs === undefined)
    return {
      check,
      status: 'warning',
      says: 'The answer carried no time, so the clock could not be compared.',
    };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  if (seconds <= TOLERATED_SKEW_SECONDS)
    return ok(check, `This machine's clock is within ${seconds} s of Eko's.`);
  return failed(
    check,
    `This machine's clock is ${seconds} s ${side} Eko's, which refuses signatures that are more than ${MOST_SKEW_SECONDS} s off: set it by NTP.`,
  );
}

/** What a difference of Redis's clock, which signs, from this machine's means, milliseconds. */
export function signingClockSentence(check: string, skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  if (seconds <= ALERTED_SKEW_SECONDS)
    return ok(check, `The clock of Redis, which signs, is within ${seconds} s of this machine's.`);
  const says =
    `The clock of Redis, which signs, is ${seconds} s ${side} this machine's; Eko refuses signatures that are more than ` +
    `${MOST_SKEW_SECONDS} s off its own. Set the wrong one of the two by NTP.`;
  return seconds <= TOLERATED_SKEW_SECONDS ? warning(check, says) : failed(check, says);
}

/** What Eko's reply to a signed call says of the credentials. */
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
        says: `${finding.says} (HTTP ${httpStatus}${typeId === undefined ? '' : `, type id ${typeId}`})`,
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
            'Eko answered nothing (HTTP 204): the service is not activated for this account; ask Eko to activate it.',
          )
        : failed(
            check,
            `What answers is not Eko's API (${reply.reason}): check EKO_BASE_URL, and what a proxy on the way answers.`,
          );
    case 'notSent':
      return failed(
        check,
        `The request was not taken (${reply.reason}): see the address of Eko above, or try again later.`,
      );
    case 'overloaded':
      return failed(check, 'The developer key allows no more requests now: try again later.');
    case 'unsigned':
      return failed(
        check,
        'The request was not signed, since the signing sequence in Redis cannot be reached: see the store above.',
      );
  }
}

function refusal(check: string, reason: RefusalReason, environment: EkoConfig['environment']): Finding {
  const other = environment === 'production' ? 'UAT' : 'production';
  const sentences: Readonly<Record<RefusalReason, string>> = {
    key: `Eko does not know the developer key: EKO_DEVELOPER_KEY is mistyped or blocked, or a key of ${other}, which does not open ${environment}.`,
    signature: `Eko refuses the signature: EKO_ACCESS_KEY is mistyped, a key of ${other}, or not the one that belongs to EKO_DEVELOPER_KEY.`,
    timestamp:
      "Eko refuses the timestamp: this machine's clock is wrong, or another system used the same millisecond with this developer key.",
    header:
      'A header did not arrive: a proxy on the way drops developer_key. nginx wants underscores_in_headers on; Caddy must be told to pass it.',
    address:
      'The address that this machine calls from is not allow-listed at Eko, or it changed: NAT, proxy or region. Ask Eko to add it.',
    initiator: `Eko does not know the initiator or the agent: check EKO_INITIATOR_ID and --user-code; both are known to ${environment} only if they were registered there.`,
    unknown: `Eko refuses without a reason: check, in this order, that keys are of ${environment}, the allow-listed address, headers that a proxy drops, keys, clock.`,
  };
  return failed(check, sentences[reason]);
}
