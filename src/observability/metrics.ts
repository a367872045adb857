import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { AuditMetrics } from './audit-metrics.js';
import { EkoMetrics } from './eko-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { JourneyMetrics } from './journey-metrics.js';
import { StoreMetrics } from './store-metrics.js';
import { VERSION } from './version.js';

/** Every metric of the gateway, as docs/metrics.md lists them. Labels are closed sets: nothing of a request or a person. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly http = new HttpMetrics(this.registry);
  readonly eko = new EkoMetrics(this.registry);
  readonly journey = new JourneyMetrics(this.registry);
  readonly store = new StoreMetrics(this.registry);
  readonly audit = new AuditMetrics(this.registry);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'gateway_build_info',
      help: '1, with the version of the gateway as a label',
      labelNames: ['version'],
      registers: [this.registry],
    }).set({ version: VERSION }, 1);
  }
}
