import { Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module.js';
import { EventLoop } from './event-loop.js';
import { Workload } from './workload.js';

/** Keeps the process serving under overload. */
@Module({
  imports: [HealthModule],
  providers: [EventLoop, Workload],
})
export class ResilienceModule {}
