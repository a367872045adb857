import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type JSONWebKeySet, type JWK, type JWTVerifyGetKey, createLocalJWKSet, errors } from 'jose';
import { readFileSync } from 'node:fs';
import { fetch, type Dispatcher } from 'undici';
import type { KeySetLocation } from '../config/gateway-config.js';
import type { Egress } from '../egress/egress.js';

/** The key set was never loaded: no token can be verified. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
}

/** At most one load in this time because of a token with an unknown key, milliseconds. */
const COOLDOWN_MS = 30_000;
/** The same while there is no key set at all. */
const FIRST_LOAD_COOLDOWN_MS = 1_000;
const PUBLIC_KEY_TYPES = ['RSA', 'EC', 'OKP'];

/**
 * The issuer's public keys. They are reloaded at an interval, and when a token names an unknown key. A load that fails
 * or contains no key leaves the last valid set in place.
 */
export class KeySet implements OnApplicationShutdown {
  private readonly logger = new Logger('auth');
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners: (() => void)[] = [];
  private text = '';
  private find: JWTVerifyGetKey | undefined;
  private triedAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly source: KeySource,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get loaded(): boolean {
    return this.find !== undefined;
  }

  /** Loads the keys now and at the source's interval. Never throws: `loaded` states whether there are any. */
  async watch(): Promise<void> {
    this.timer = setInterval(() => void this.refresh(), this.source.refreshMs).unref();
    await this.refresh();
  }

  /** Calls `listener` whenever the keys have changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * The key that a token's header names. Only `alg` and `kid` of the header are used; a key or the address of a key in
   * the token itself (jwk, jku, x5c, x5u) is ignored.
   * @throws KeySetUnavailable, and jose's errors for a key that is not in the set
   */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    if (!this.find) await this.refreshAfter(FIRST_LOAD_COOLDOWN_MS);
    if (!this.find) throw new KeySetUnavailable();
    try {
      return await this.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.refreshForUnknownKey();
      return this.find(header, token);
    }
  };

  /** Loads the keys because a token's key is unknown, unless that was tried shortly before. Never throws. */
  refreshForUnknownKey(): Promise<void> {
    return this.refreshAfter(COOLDOWN_MS);
  }

  /** Loads the keys now; concurrent callers share one load. Never throws. */
  refresh(): Promise<void> {
    this.triedAt = this.now();
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async refreshAfter(cooldownMs: number): Promise<void> {
    if (this.loading) await this.loading;
    else if (this.now() - this.triedAt >= cooldownMs) await this.refresh();
  }

  private async load(): Promise<void> {
    try {
      const text = await this.source.read();
      if (text === this.text) return;
      this.find = createLocalJWKSet(publicKeys(text));
      this.text = text;
      for (const listener of this.listeners) listener();
      this.logger.log({ event: 'key set loaded' });
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.logger.warn({ event: 'key set not loaded', reason, keptLast: this.loaded });
    }
  }
}

/** @throws Error unless the text is a key set with a public key. Symmetric keys are omitted: no algorithm here uses them */
function publicKeys(text: string): JSONWebKeySet {
  const value: unknown = JSON.parse(text);
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(keys)) throw new TypeError('not a key set');
  const usable = keys.filter((key): key is JWK => isPublicKey(key));
  if (usable.length === 0) throw new TypeError('no public key');
  return { keys: usable };
}

function isPublicKey(key: unknown): boolean {
  if (typeof key !== 'object' || key === null || !('kty' in key)) return false;
  return PUBLIC_KEY_TYPES.includes(String(key.kty)) && !('d' in key);
}

/** The source of the issuer's public keys. */
export interface KeySource {
  /** Interval at which changes are looked for, milliseconds. */
  readonly refreshMs: number;
  /** The key set as text. @throws Error when it cannot be read now */
  read(): Promise<string>;
}

const FETCH_TIMEOUT_MS = 5_000;
const MAX_KEY_SET_BYTES = 256 * 1024;

/**
 * A file is cheap to reread, and Kubernetes replaces it without a signal; an issuer is requested rarely. Through the thread
 * pool the file would cost an idle gateway four times as much.
 */
export function keySource(location: KeySetLocation, egress: Egress): KeySource {
  if ('path' in location) {
    const { path } = location;
    return { refreshMs: 1_000, read: () => Promise.resolve().then(() => readFileSync(path, 'utf8')) };
  }
  const { url } = location;
  const dispatcher = egress.dispatcherTo(url);
  return { refreshMs: 300_000, read: () => fetchKeySet(url, dispatcher) };
}

/** Redirects are refused: one could lead to http, or to an address inside the network. */
async function fetchKeySet(url: string, dispatcher: Dispatcher): Promise<string> {
  const response = await fetch(url, {
    dispatcher,
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok || !response.body) throw new Error(`the issuer answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_KEY_SET_BYTES) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
