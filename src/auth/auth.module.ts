import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurationError } from '../config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Egress } from '../egress/egress.js';
import { Authentication } from './authentication.js';
import { DeclaredPolicies } from '../http/declared-policies.js';
import { KeySet, keySource } from './key-set.js';
import { TokenVerifier } from './token-verifier.js';

/** Accepts no token: used only while authentication is disabled. */
const NO_ISSUER = { issuer: '', audience: '', userCodeClaim: '', scopeClaim: '', keySet: { path: '' } };

/** Authentication by token, and the check that every route declares its policy. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    DeclaredPolicies,
    Authentication,
    { provide: KeySet, inject: [GATEWAY_CONFIG, Egress], useFactory: openKeySet },
    {
      provide: TokenVerifier,
      inject: [KeySet, GATEWAY_CONFIG],
      useFactory: (keySet: KeySet, { auth }: GatewayConfig) =>
        new TokenVerifier(keySet, auth.mode === 'jwt' ? auth : NO_ISSUER),
    },
  ],
})
export class AuthModule {}

/**
 * Loads the keys before the first request. An issuer that is down does not prevent the start: the keys are requested
 * when a token arrives. A file that cannot be used does, because only the operator can correct it.
 */
async function openKeySet({ auth }: GatewayConfig, egress: Egress): Promise<KeySet> {
  const keySet = new KeySet(keySource(auth.mode === 'jwt' ? auth.keySet : NO_ISSUER.keySet, egress));
  if (auth.mode === 'disabled') return keySet;
  await keySet.watch();
  if (!keySet.loaded && 'path' in auth.keySet) {
    throw new ConfigurationError([
      'AUTH_JWKS_FILE must name a JSON Web Key Set of public RSA, EC or Ed25519 keys',
    ]);
  }
  return keySet;
}
