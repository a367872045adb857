import { existsSync } from 'node:fs';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway-config.js';
import { OverridesRotation } from './overrides-rotation.js';
import { readConfig, type ConfigurableProducts } from './read-config.js';
import { rereadOverrides } from './read-overrides.js';
import { SecretRotation } from './secret-rotation.js';

/** Makes the one GatewayConfig injectable everywhere. The only reader of the process's environment. */
@Module({})
export class GatewayConfigModule {
  /** Reads `.env` at once, and the configuration when the module is made. */
  static forProducts(products: ConfigurableProducts): DynamicModule {
    if (readsEnvFile(process.env['NODE_ENV']) && existsSync('.env')) process.loadEnvFile('.env');
    return {
      module: GatewayConfigModule,
      global: true,
      providers: [{ provide: GATEWAY_CONFIG, useFactory: () => followFiles(products) }],
      exports: [GATEWAY_CONFIG],
    };
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
