import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Authority } from '../resilience/certificates.js';
import { RawUpstream } from '../resilience/raw-upstream.js';
import { AUDIENCE, bearing, ISSUER, SigningKey } from '../security/issuer.js';
import { Collector } from '../support/collector.js';
import type { Settings } from '../support/gateway.js';
import { TlsSite } from './tls-site.js';

export const EKO = 'eko.bank.test';
export const KEYS = 'keys.bank.test';
export const TRACES = 'traces.bank.test';

/**
 * What a gateway in a bank's network connects to. The names exist for the bank's proxy alone, so that nothing which
 * avoids the proxy arrives.
 */
export class Bank {
  private constructor(
    readonly authority: Authority,
    readonly eko: RawUpstream,
    readonly sites: Readonly<Record<typeof EKO | typeof KEYS | typeof TRACES, TlsSite>>,
    readonly collector: Collector,
    private readonly issuer: Server,
    private readonly authorization: Readonly<Record<string, string>>,
  ) {}

  static async open(): Promise<Bank> {
    const authority = new Authority();
    const key = await SigningKey.make('key-1');
    const issuer = createServer((_request, response) => {
      response.end(JSON.stringify({ keys: [key.publicJwk] }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const collector = await Collector.start();
    const eko = await RawUpstream.start();
    const site = (host: string, plain: string): Promise<TlsSite> =>
      TlsSite.start(host, authority.issue(host), Number(new URL(plain).port));
    const sites = {
      [EKO]: await site(EKO, eko.settings()['EKO_BASE_URL'] ?? ''),
      [KEYS]: await site(KEYS, `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`),
      [TRACES]: await site(TRACES, collector.settings['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? ''),
    };
    return new Bank(authority, eko, sites, collector, issuer, bearing(await key.token('20810200')));
  }

  /** The header fields of an agent. */
  get agent(): Readonly<Record<string, string>> {
    return this.authorization;
  }

  /** Settings of a gateway outside the sandbox that connects to the bank's sites. */
  get settings(): Settings {
    return {
      EKO_ENVIRONMENT: 'uat',
      EKO_BASE_URL: `${this.sites[EKO].url}/ekoapi/v3`,
      EKO_DEVELOPER_KEY: 'sandbox-developer-key',
      EKO_ACCESS_KEY: 'TEST_ACCESS_KEY_DO_NOT_USE',
      EKO_INITIATOR_ID: '9962981729',
      STORE_ENCRYPTION_KEYS: `key-1:${'A'.repeat(43)}=`,
      IDENTIFIER_SECRET: `${'B'.repeat(43)}=`,
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: `${this.sites[KEYS].url}/keys`,
      NODE_EXTRA_CA_CERTS: this.authority.file,
    };
  }

  /** Settings of a gateway that sends its traces there, too. */
  get traces(): Settings {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: this.sites[TRACES].url };
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.sites).map((site) => site.stop()));
    await this.eko.stop();
    await this.collector.stop();
    this.issuer.close();
    this.issuer.closeAllConnections();
    this.authority.remove();
  }
}
