import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway-config.js';
import { readConfig, type ConfigurableProducts } from './read-config.js';

/** Makes the one GatewayConfig injectable everywhere. The only reader of the process's environment. */
@Module({})
export class GatewayConfigModule {
  static async forProducts(products: ConfigurableProducts): Promise<DynamicModule> {
    const gateway = registerAs('gateway', (): GatewayConfig => readConfig(process.env, products));
    if (gateway.KEY !== GATEWAY_CONFIG)
      throw new Error(`the configuration is injected as ${String(gateway.KEY)}`);
    const inner = await ConfigModule.forRoot({
      isGlobal: true,
      // A container takes its environment from the orchestrator alone; `.env` is for development.
      ignoreEnvFile: process.env['NODE_ENV'] === 'production',
      load: [gateway],
    });
    return { ...inner, global: true };
  }
}
