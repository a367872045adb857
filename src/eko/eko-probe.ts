import type { AxiosInstance, AxiosResponse } from 'axios';
import type { EkoCredentials, GatewayConfig } from '../config/gateway-config.js';
import type { Egress } from '../egress/egress.js';
import { overridden, type EkoCall } from './call.js';
import { skewFromDate } from './clock-skew.js';
import { readReply, type EkoReply } from './reply.js';
import { wireRequest, type WireRequest, signedHeaders } from './request.js';
import { axiosOver, EkoTransport, TransportFailure } from './undici-adapter.js';

/** Whether Eko's address answers, and the difference of the clocks. */
export interface Reached {
  /** The error code in lower case; absent when any server answered. */
  readonly failure?: string;
  /** How far this machine's clock is ahead of the server's, milliseconds, exact to about a second. */
  readonly skewMs?: number;
}

/** Single requests to Eko without an onboarding, for the doctor. It signs and reads as the gateway does. */
export class EkoProbe {
  private readonly transport: EkoTransport;
  private readonly http: AxiosInstance;
  private lastTimestamp = 0;

  constructor(
    private readonly config: GatewayConfig,
    /** Base URL without a trailing slash. */
    private readonly url: string,
    egress: Egress,
  ) {
    this.transport = new EkoTransport(config, egress);
    this.http = axiosOver(this.transport.agent);
  }

  /** Requests the base URL without a signature: any answer means that a server is there. */
  async reach(): Promise<Reached> {
    const sentAt = Date.now();
    try {
      const { headers } = await this.send('GET', { url: this.url }, ['accept', 'application/json']);
      const skewMs = skewFromDate(headers['date'], { sentAt, receivedAt: Date.now() });
      return skewMs === undefined ? {} : { skewMs };
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return { failure: error.reason };
    }
  }

  /** Makes one call, signed with these credentials. */
  async call(shipped: EkoCall, credentials: EkoCredentials): Promise<EkoReply> {
    const call = this.overridden(shipped);
    // Two calls may begin within one millisecond, and Eko accepts none twice (contract.md, "Signing").
    this.lastTimestamp = Math.max(Date.now(), this.lastTimestamp + 1);
    const headers = signedHeaders(credentials, this.lastTimestamp);
    try {
      return readReply(
        await this.send(call.definition.method, wireRequest(call, this.url, credentials), headers),
      );
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return { kind: error.sent ? 'lost' : 'notSent', reason: error.reason };
    }
  }

  /** The request of a call, without sending it. */
  request(shipped: EkoCall, credentials: EkoCredentials): WireRequest & { readonly method: string } {
    const call = this.overridden(shipped);
    return { method: call.definition.method, ...wireRequest(call, this.url, credentials) };
  }

  async close(): Promise<void> {
    await this.transport.cancelCalls();
  }

  private overridden(call: EkoCall): EkoCall {
    return overridden(call, this.config.eko.overrides().calls[`${call.product}.${call.definition.name}`]);
  }

  private send(
    method: string,
    { url, body }: WireRequest,
    wireHeaders: string[],
  ): Promise<AxiosResponse<string>> {
    const deadline = Date.now() + this.config.eko.timeoutMs;
    return this.http.request<string>({ method, url, data: body, deadline, wireHeaders });
  }
}
