import { randomBytes } from 'node:crypto';
import { keySource, KeySet } from '../auth/key-set.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import { Egress } from '../egress/egress.js';
import { EkoEndpoint } from '../eko/eko-endpoint.js';
import { EkoProbe } from '../eko/eko-probe.js';
import type { CallDefinition } from '../eko/call.js';
import type { Product } from '../onboarding/journey/product.js';
import { StoreInUse } from '../store/embedded-store.js';
import { tagsOf } from '../store/secret-tags.js';
import { storeSecrets } from '../store/store-secrets.js';
import { openSigningSequence, openStore } from '../store/store.module.js';
import {
  failed,
  ok,
  warning,
  type Finding,
  clockSentence,
  connectionSentence,
  credentialsSentence,
  signingClockSentence,
} from './sentences.js';

/** The customer and the agent of the look-ups. */
export interface LookUpParties {
  /** A customer to look up for every product; each look-up may send an SMS. Absent: no SMS is sent. */
  readonly mobile?: string;
  /** Eko's user_code of an agent. */
  readonly userCode: string;
}

/** The product whose look-up sends no SMS (contract.md, "Calls"). */
function silentLookUp(products: readonly Product[]): { product: Product; call: CallDefinition } {
  const product = products.find(({ journey }) => !journey.lookUp.sendsOtp);
  if (!product) throw new Error('every look-up sends an OTP');
  return { product, call: product.journey.lookUp };
}

/** Opens the store as a start does, checks settings that may lose data, compares the secrets, and closes it. */
export async function checkStore({ store }: GatewayConfig): Promise<readonly Finding[]> {
  const warnings: string[] = [];
  const what = store.kind === 'embedded' ? `The embedded store at ${store.path}` : 'Redis';
  try {
    const opened = await openStore(store, (message) => warnings.push(message));
    try {
      await opened.ping();
      await opened.compareSecrets(
        tagsOf(storeSecrets(store)),
        Math.max(store.onboardingTtlMs, store.idempotencyTtlMs),
      );
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof StoreInUse)
      return [
        warning(
          'store',
          `${what} is in use, probably by the running gateway; stop the gateway to check the store.`,
        ),
      ];
    return [failed('store', error instanceof Error ? error.message : 'The store cannot be opened.')];
  }
  return [
    ok('store', `${what} can be read and written, and its data was written with the same secrets.`),
    ...warnings.map((message) => warning('store', message)),
  ];
}

/** Reserves a timestamp as a request does, and compares the signing clock: Redis's, when gateways share a Redis. */
export async function checkSigning({ store }: GatewayConfig): Promise<readonly Finding[]> {
  if (store.kind === 'embedded') return [];
  const check = 'signing clock';
  try {
    const sequence = await openSigningSequence(store);
    try {
      return [signingClockSentence(check, await sequence.check())];
    } finally {
      sequence.close();
    }
  } catch {
    return [
      failed(
        check,
        'No timestamp can be reserved in Redis, so no request can be signed: see the check of the store.',
      ),
    ];
  }
}

/** Loads the issuer's keys as a start does. */
export async function checkIssuer(config: GatewayConfig): Promise<readonly Finding[]> {
  const { auth } = config;
  if (auth.mode === 'disabled')
    return [warning('issuer', 'AUTH_MODE=disabled: every client that reaches the gateway has access.')];
  const where = 'url' in auth.keySet ? auth.keySet.url : auth.keySet.path;
  const source = keySource(auth.keySet, new Egress(config));
  try {
    await source.read();
  } catch (error) {
    const code = codeOf(error);
    if ('url' in auth.keySet && code !== undefined)
      return [connectionSentence('issuer', new URL(where), code)];
    return [
      failed(
        'issuer',
        `The issuer's keys cannot be read at ${where}: check the address, and that it returns a key set.`,
      ),
    ];
  }
  const keySet = new KeySet(source);
  await keySet.refresh();
  return keySet.loaded
    ? [ok('issuer', `The issuer's keys at ${where} can be used.`)]
    : [failed('issuer', `The content of ${where} is not a key set with a public RSA, EC or Ed25519 key.`)];
}

/** Node's fetch has the error code in the cause of its error. */
function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause
    ? String(cause.code).toLowerCase()
    : undefined;
}

/** Eko's address, clock and credentials. */
export async function checkEko(
  config: GatewayConfig,
  products: readonly Product[],
  parties: LookUpParties,
): Promise<readonly Finding[]> {
  const endpoint = new EkoEndpoint(config);
  await endpoint.open();
  const probe = new EkoProbe(config, endpoint.url, new Egress(config));
  try {
    const reached = await probe.reach();
    if (reached.failure !== undefined)
      return [connectionSentence('eko address', new URL(endpoint.url), reached.failure)];
    return [
      ok('eko address', `${config.eko.baseUrl ?? 'The embedded simulator'} answers.`),
      clockSentence('eko clock', reached.skewMs),
      ...(await checkCredentials(probe, config, products, parties)),
    ];
  } finally {
    await probe.close();
    await endpoint.onApplicationShutdown();
  }
}

/** One look-up with the credentials of each product. Look-ups that send an SMS need a customer named by the operator. */
async function checkCredentials(
  probe: EkoProbe,
  { eko }: GatewayConfig,
  products: readonly Product[],
  { mobile, userCode }: LookUpParties,
): Promise<readonly Finding[]> {
  const silent = silentLookUp(products);
  const findings: Finding[] = [];
  for (const { name, journey } of products) {
    const credentials = eko.credentials(name);
    const ownLookUp = mobile !== undefined || name === silent.product.name;
    const reply = await probe.call(
      {
        product: ownLookUp ? name : silent.product.name,
        definition: ownLookUp ? journey.lookUp : silent.call,
        mobile: mobile ?? credentials.initiatorId,
        agent: userCode,
        clientRefId: randomBytes(10).toString('hex'),
        fields: {},
        deadline: 0,
      },
      credentials,
    );
    findings.push(credentialsSentence(`eko credentials of ${name}`, reply, eko));
  }
  return findings;
}
