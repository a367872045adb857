// Makes signing keys for development in a directory that is not committed, and prints a token with the settings
// that make a gateway accept it:
//   npm run --silent dev:token -- [--agent 20810200] [--scope "onboarding:read onboarding:write"] [--days 1] [directory]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';

const ISSUER = 'http://127.0.0.1/dev-issuer';
const AUDIENCE = 'eko-onboarding-gateway';
const KEY_ID = 'development';
const ALGORITHM = 'ES256';

const { values, positionals } = parseArgs({
  options: {
    agent: { type: 'string', default: '20810200' },
    scope: { type: 'string', default: 'onboarding:read onboarding:write' },
    days: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const directory = resolve(positionals[0] ?? 'data/dev-auth');
const keySetFile = join(directory, 'jwks.json');
const privateKeyFile = join(directory, 'private-key.json');

if (!existsSync(privateKeyFile)) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const common = { kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
  writeFileSync(keySetFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), ...common }] }));
  writeFileSync(privateKeyFile, JSON.stringify({ ...(await exportJWK(privateKey)), ...common }), {
    mode: 0o600,
  });
}
const key = await importJWK(JSON.parse(readFileSync(privateKeyFile, 'utf8')), ALGORITHM);
const token = await new SignJWT({ user_code: values.agent, scope: values.scope })
  .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
  .setIssuer(ISSUER)
  .setAudience(AUDIENCE)
  .setIssuedAt()
  .setExpirationTime(`${values.days}d`)
  .sign(key);

process.stdout.write(`# Start the gateway with:
export AUTH_MODE=jwt
export AUTH_JWKS_FILE='${keySetFile}'
export AUTH_ISSUER='${ISSUER}'
export AUTH_AUDIENCE='${AUDIENCE}'
# Call it with -H "authorization: Bearer $TOKEN":
export TOKEN='${token}'
`);
