import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import { GATEWAY_CONFIG, type EkoConfig, type GatewayConfig } from '../config/gateway-config.js';
import type { EkoCall } from './call.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { readEnvelope } from './envelope.js';
import type { EkoReply } from './reply.js';
import { wireRequest } from './request.js';
import { signature } from './signature.js';
import { SigningTimestamps } from './signing-timestamps.js';
import { TransportFailure } from './undici-adapter.js';

/** A refused signature may be signed again and resent, once: it was never executed (contract.md, "Signing"). */
const SIGNATURE_TRIES = 2;
const SIGNATURE_TYPE_IDS = { first: 2483, last: 2487 };
/** Answers with which Eko says that the request itself is wrong. */
const REJECTIONS = [400, 404, 405, 415];

/** The one exit to Eko: signs, sends, bounds and reads. It decides nothing about the journey. */
@Injectable()
export class EkoClient {
  private readonly config: EkoConfig;

  constructor(
    private readonly http: HttpService,
    private readonly endpoint: EkoEndpoint,
    private readonly timestamps: SigningTimestamps,
    @Inject(GATEWAY_CONFIG) config: GatewayConfig,
  ) {
    this.config = config.eko;
  }

  /**
   * Makes one call and says what became of it; never throws for anything that the network or Eko does.
   * At most one request is executed by Eko: only a refused signature is ever sent again.
   */
  async call(call: EkoCall): Promise<EkoReply> {
    let reply: EkoReply = { kind: 'signatureRefused' };
    for (let tries = 0; tries < SIGNATURE_TRIES && reply.kind === 'signatureRefused'; tries++) {
      reply = await this.send(call);
    }
    return reply;
  }

  private async send(call: EkoCall): Promise<EkoReply> {
    const timeout = call.deadline - Date.now();
    if (timeout <= 0) return { kind: 'notSent', reason: 'deadline' };
    const name = `${call.product}.${call.definition.name}`;
    const credentials = this.config.credentials(call.product);
    const { url, body } = wireRequest(
      call,
      {
        endpoint: this.endpoint.url,
        path: this.config.paths[name] ?? call.definition.path,
        omitUserCode: this.config.omitUserCode.includes(name),
      },
      credentials,
    );
    const timestamp = await this.timestamps.next(credentials.developerKey);
    try {
      const response = await this.http.axiosRef.request<string>({
        method: call.definition.method,
        url,
        data: body,
        timeout,
        headers: {
          developer_key: credentials.developerKey,
          'secret-key': signature(credentials.accessKey, timestamp),
          'secret-key-timestamp': String(timestamp),
          'content-type': 'application/json',
          accept: 'application/json',
        },
      });
      return readReply(response);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return { kind: error.sent ? 'lost' : 'notSent', reason: error.reason };
    }
  }
}

/** What an HTTP reply says, by contract.md, "Signing" and "Replies", and the status rules of api.md, "Errors". */
export function readReply({
  status,
  data,
  headers,
}: Pick<AxiosResponse<string>, 'status' | 'data' | 'headers'>): EkoReply {
  if (status === 401 || status === 403) return { kind: 'signatureRefused' };
  if (status === 429) return { kind: 'notSent', reason: 'http_429', ...retryAfter(headers['retry-after']) };
  if (REJECTIONS.includes(status)) return { kind: 'rejected', httpStatus: status };
  if (status < 200 || status > 299) return { kind: 'lost', reason: `http_${String(status)}` };
  const contentType: unknown = headers['content-type'];
  if (typeof contentType === 'string' && !/\bjson\b/i.test(contentType))
    return { kind: 'lost', reason: 'not_json' };
  const envelope = readEnvelope(data);
  if (!envelope) return { kind: 'lost', reason: data.trim() === '' ? 'empty' : 'not_json' };
  const { typeId } = envelope;
  if (typeId !== undefined && typeId >= SIGNATURE_TYPE_IDS.first && typeId <= SIGNATURE_TYPE_IDS.last) {
    return { kind: 'signatureRefused' };
  }
  return { kind: 'answered', envelope };
}

/** Eko's Retry-After in seconds, when it is a sane number of them; its date form is not worth trusting a clock for. */
function retryAfter(header: unknown): { retryAfterSeconds?: number } {
  const seconds = typeof header === 'string' && /^\d{1,4}$/.test(header) ? Number(header) : 0;
  return seconds > 0 && seconds <= 3600 ? { retryAfterSeconds: seconds } : {};
}
