import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway-config.js';
import { OverridesRotation } from './overrides-rotation.js';
import { readConfig, type ConfigurableProducts } from './read-config.js';
import { rereadOverrides } from './read-overrides.js';
import { SecretRotation } from './secret-rotation.js';

/** Makes the one GatewayConfig injectable everywhere. The only reader of the process's environment. */
@Module({})
export class GatewayConfigModule {
  static async forProducts(products: ConfigurableProducts): Promise<DynamicModule> {
    const gateway = registerAs('gateway', () => followFiles(products));
    if (gateway.KEY !== GATEWAY_CONFIG)
      throw new Error(`the configuration is injected as ${String(gateway.KEY)}`);
    const inner = await ConfigModule.forRoot({
      isGlobal: true,
      ignoreEnvFile: !readsEnvFile(process.env['NODE_ENV']),
      load: [gateway],
    });
    return { ...inner, global: true };
  }
}

/** Whether `.env` is read; outside development only the environment of the process is used. */
export function readsEnvFile(nodeEnv: string | undefined): boolean {
  return (nodeEnv?.trim() || 'development') === 'development';
}

/** Reads the configuration, and rereads its secrets and overrides periodically. */
function followFiles(products: ConfigurableProducts): GatewayConfig {
  const config = readConfig(process.env, products);
  // Separately, so that a fault in one file does not prevent changes of the others.
  const secrets = new SecretRotation(
    config,
    () => readConfig(process.env, { names: products.names }),
    new Logger('secrets'),
  );
  const overrides = new OverridesRotation(
    config.eko.overrides(),
    () => rereadOverrides(process.env, products),
    new Logger('overrides'),
  );
  setInterval(() => {
    secrets.check(products.names);
    overrides.check();
  }, config.secretRefreshMs).unref();
  const followed = secrets.follow();
  return { ...followed, eko: { ...followed.eko, overrides: () => overrides.current } };
}
