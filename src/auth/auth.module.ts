import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurationError } from '../config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Authentication } from './authentication.js';
import { DeclaredPolicies } from '../http/declared-policies.js';
import { KeySet } from './key-set.js';
import { keySource } from './key-set.js';
import { TokenVerifier } from './token-verifier.js';

const NOBODY = { issuer: '', audience: '', userCodeClaim: '', scopeClaim: '', keySet: { path: '' } };

/** Who may call: authentication by token, and the check that every route has said whom it lets in. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    DeclaredPolicies,
    Authentication,
    { provide: KeySet, inject: [GATEWAY_CONFIG], useFactory: openKeySet },
    {
      provide: TokenVerifier,
      inject: [KeySet, GATEWAY_CONFIG],
      useFactory: (keySet: KeySet, { auth }: GatewayConfig) =>
        new TokenVerifier(keySet, auth.mode === 'jwt' ? auth : NOBODY),
    },
  ],
})
export class AuthModule {}

/**
 * Loads the keys before the first request. An issuer that is down does not keep the gateway from starting: it is
 * asked again when a token comes. A file that cannot be used is a mistake that only an operator can mend.
 */
async function openKeySet({ auth }: GatewayConfig): Promise<KeySet> {
  const keySet = new KeySet(keySource(auth.mode === 'jwt' ? auth.keySet : NOBODY.keySet));
  if (auth.mode === 'disabled') return keySet;
  await keySet.watch();
  if (!keySet.loaded && 'path' in auth.keySet) {
    throw new ConfigurationError([
      'AUTH_JWKS_FILE must name a JSON Web Key Set of public RSA, EC or Ed25519 keys',
    ]);
  }
  return keySet;
}
