import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway-config.js';
import { readConfig, type ConfigurableProducts } from './read-config.js';
import { SecretRotation } from './secret-rotation.js';

/** Makes the one GatewayConfig injectable everywhere. The only reader of the process's environment. */
@Module({})
export class GatewayConfigModule {
  static async forProducts(products: ConfigurableProducts): Promise<DynamicModule> {
    const gateway = registerAs('gateway', () => followSecrets(products));
    if (gateway.KEY !== GATEWAY_CONFIG)
      throw new Error(`the configuration is injected as ${String(gateway.KEY)}`);
    const inner = await ConfigModule.forRoot({
      isGlobal: true,
      // Everywhere else the environment comes from whoever starts the process, alone.
      ignoreEnvFile: (process.env['NODE_ENV']?.trim() || 'development') !== 'development',
      load: [gateway],
    });
    return { ...inner, global: true };
  }
}

/** Reads the configuration, and the files of its secrets again and again while the process runs. */
function followSecrets(products: ConfigurableProducts): GatewayConfig {
  const read = (): GatewayConfig => readConfig(process.env, products);
  const config = read();
  const rotation = new SecretRotation(config, read, new Logger('secrets'));
  setInterval(() => {
    rotation.check(products.names);
  }, config.secretRefreshMs).unref();
  return rotation.follow();
}
