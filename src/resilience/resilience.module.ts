import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { HealthModule } from '../health/health.module.js';
import { EventLoop } from './workload.js';
import { HandlerCount } from './admission.js';
import { Workload } from './workload.js';

/** Keeps the process serving under overload. */
@Module({
  imports: [HealthModule],
  providers: [EventLoop, Workload, { provide: APP_INTERCEPTOR, useClass: HandlerCount }],
})
export class ResilienceModule {}
