import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import type { Settings } from '../support/gateway.js';

export const ISSUER = 'https://issuer.example.in';
export const AUDIENCE = 'onboarding';
const SCOPES = 'onboarding:read onboarding:write';

/** Replaces parts of a valid token's header and claims; `undefined` removes a claim. */
export interface Deviation {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A key pair of the issuer, or of an attacker. */
export class SigningKey {
  private constructor(
    readonly kid: string,
    readonly alg: string,
    private readonly privateKey: CryptoKey,
    readonly publicJwk: JWK,
  ) {}

  static async make(kid: string, alg = 'ES256'): Promise<SigningKey> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    return new SigningKey(kid, alg, privateKey, { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' });
  }

  /** A token that is valid unless the deviation makes it invalid. */
  token(agent: string, { header = {}, claims = {} }: Deviation = {}): Promise<string> {
    const now = seconds();
    const good = { iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + 600, user_code: agent, scope: SCOPES };
    const payload: JWTPayload = { ...good, ...claims }; // JSON leaves out what is undefined
    return new SignJWT(payload)
      .setProtectedHeader({ alg: this.alg, kid: this.kid, ...header })
      .sign(this.privateKey);
  }
}

/** The header field with a token. */
export function bearing(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** A file of keys, replaced as Kubernetes does it: by another symbolic link. */
export class KeySetFile {
  private readonly directory = mkdtempSync(join(tmpdir(), 'key-set-'));
  private versions = 0;

  constructor(...keys: readonly SigningKey[]) {
    this.hold(...keys);
  }

  get settings(): Settings {
    return {
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_FILE: join(this.directory, 'jwks.json'),
    };
  }

  hold(...keys: readonly SigningKey[]): void {
    this.holdText(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }));
  }

  holdText(text: string): void {
    this.versions += 1;
    const version = join(this.directory, `version-${this.versions}.json`);
    writeFileSync(version, text);
    const link = join(this.directory, 'next');
    symlinkSync(version, link);
    renameSync(link, join(this.directory, 'jwks.json'));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
