import { HttpService } from '@nestjs/axios';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import {
  GATEWAY_CONFIG,
  type EkoConfig,
  type EkoCredentials,
  type GatewayConfig,
} from '../config/gateway-config.js';
import { HttpMetrics } from '../http/http-metrics.js';
import { notMade, type Attempt } from './reply.js';
import type { EkoCall } from './call.js';
import { skewFromDate } from './clock-skew.js';
import { CONCLUSIVE_SHARE } from './call-guard.js';
import { EkoMetrics } from './eko-metrics.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { isForeign } from './foreign-reply.js';
import { readReply } from './reply.js';
import { signedHeaders, wireRequest } from './request.js';
import { SigningTimestamps } from './signing-timestamps.js';
import { TransportFailure } from './undici-adapter.js';

/** All milliseconds that the developer key allows now are used. */
const OVERLOADED: Attempt = { reply: { kind: 'overloaded' }, health: 'inconclusive' };

/** The store did not reserve a millisecond to sign with. */
const UNSIGNED: Attempt = { reply: { kind: 'unsigned' }, health: 'inconclusive' };

/** Failures that are not repeated: the time is over, or the process cancels its calls (EkoTransport.cancelCalls). */
const FINAL: readonly string[] = ['timeout', 'und_err_destroyed'];

/** Its rules or its credentials must change first, and wrong credentials that are repeated may lock the account. */
const REFUSED_BY_PROXY = /^proxy_http_4/;

/** One signed request to Eko and its reply. */
@Injectable()
export class SignedExchange {
  private readonly config: EkoConfig;
  private readonly logger = new Logger('eko');

  constructor(
    private readonly http: HttpService,
    private readonly endpoint: EkoEndpoint,
    private readonly timestamps: SigningTimestamps,
    private readonly metrics: EkoMetrics,
    private readonly httpMetrics: HttpMetrics,
    @Inject(GATEWAY_CONFIG) config: GatewayConfig,
  ) {
    this.config = config.eko;
  }

  /** Reserves timestamps ahead of the calls of a product. */
  prepare(product: string): void {
    this.timestamps.prepare(this.config.credentials(product, false).developerKey);
  }

  /**
   * Signs, sends and reads one request. Never throws for a failure of the network or of Eko.
   * @param refused whether the previous signature was refused: the credentials from before a rotation may be the valid ones
   */
  async send(call: EkoCall, refused: boolean): Promise<Attempt> {
    const credentials = this.config.credentials(call.product, refused);
    if (call.deadline <= Date.now()) return notMade('deadline');
    const timestamp = await this.timestamp(credentials, call.deadline);
    if (typeof timestamp !== 'number') return timestamp;
    const timeLeft = call.deadline - Date.now();
    if (timeLeft <= 0) return notMade('deadline');
    const sentAt = Date.now();
    try {
      const { url, body } = wireRequest(call, this.endpoint.url, credentials);
      const response = await this.http.axiosRef.request<string>({
        method: call.definition.method,
        url,
        data: body,
        deadline: call.deadline,
        wireHeaders: signedHeaders(credentials, timestamp),
      });
      this.compareClocks(response.headers['date'], sentAt, credentials);
      return this.read(response, call);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return this.failed(error, timeLeft);
    }
  }

  /** @returns an attempt without a request when no timestamp is free in time */
  private async timestamp(credentials: EkoCredentials, deadline: number): Promise<number | Attempt> {
    const startedAt = performance.now();
    try {
      const timestamp = await this.timestamps.next(credentials.developerKey, deadline);
      if (timestamp !== undefined) return timestamp;
      this.httpMetrics.shed('signing');
      return OVERLOADED;
    } catch {
      return UNSIGNED;
    } finally {
      this.metrics.signingWait((performance.now() - startedAt) / 1000);
    }
  }

  /** Compares the signing clock, which is the store's when gateways share one, with Eko's. */
  private compareClocks(date: unknown, sentAt: number, { developerKey }: EkoCredentials): void {
    const ahead = this.timestamps.skewOf(developerKey);
    const skewMs = skewFromDate(date, { sentAt: sentAt + ahead, receivedAt: Date.now() + ahead });
    if (skewMs !== undefined) this.metrics.clockSkew(skewMs / 1000);
  }

  private read(response: AxiosResponse<string>, call: EkoCall): Attempt {
    const reply = readReply(response);
    if (reply.kind === 'signatureRefused') return { reply, health: 'worked', repeatable: 'signature' };
    if (reply.kind === 'answered' && isForeign(reply.envelope, call) && !this.acceptsForeign(call)) {
      return { reply: { kind: 'lost', reason: 'foreign' }, health: 'worked' };
    }
    return { reply, health: reply.kind === 'lost' ? 'failed' : 'worked' };
  }

  /** Sample replies of UAT and mock servers name fixed customers; production must never show another customer's data. */
  private acceptsForeign({ product, definition: { name }, clientRefId }: EkoCall): boolean {
    const taken = this.config.environment !== 'production';
    this.metrics.foreignReply(product, name, taken);
    this.logger.warn({ event: 'upstream foreign reply', product, call: name, clientRefId, taken });
    return taken;
  }

  /** A client with a short timeout is inconclusive; otherwise a few of them could open the breaker for all. */
  private failed({ reason, sent }: TransportFailure, timeLeft: number): Attempt {
    const hadLittleTime = reason === 'timeout' && timeLeft < this.config.timeoutMs * CONCLUSIVE_SHARE;
    const health = hadLittleTime ? 'inconclusive' : 'failed';
    if (sent) return { reply: { kind: 'lost', reason }, health };
    const reply = { kind: 'notSent', reason } as const;
    const isFinal = FINAL.includes(reason) || REFUSED_BY_PROXY.test(reason);
    return isFinal ? { reply, health } : { reply, health, repeatable: 'transport' };
  }
}
