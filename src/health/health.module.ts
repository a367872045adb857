import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { StoreModule } from '../store/store.module.js';
import { HealthController } from './health.controller.js';
import { Lifecycle } from './lifecycle.js';

/** What the orchestrator asks, and whether the process is leaving. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), StoreModule],
  controllers: [HealthController],
  providers: [Lifecycle],
  exports: [Lifecycle],
})
export class HealthModule {}
