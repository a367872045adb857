import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { Public } from '../auth/route-policy.js';
import { DescribeHealth } from '../openapi/describe.js';
import { Metrics } from '../observability/metrics.js';
import { STORE, type Store } from '../store/store.js';
import { Lifecycle } from './lifecycle.js';

/** What the orchestrator asks: is the process alive, may it have traffic, has it started? */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly lifecycle: Lifecycle,
    private readonly metrics: Metrics,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /** 200 while the process runs, also while it drains: restarting it would lose what it is finishing. */
  @Get('live')
  @Public()
  @DescribeHealth('Whether the process runs')
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('ready')
  @Public()
  @DescribeHealth('Whether it may be sent traffic: the store answers and it is not draining')
  ready(): Promise<HealthCheckResult> {
    const draining = this.indicators.check('draining');
    const store = this.indicators.check('store');
    return this.health.check([
      () => (this.lifecycle.draining ? draining.down() : draining.up()),
      () =>
        this.store.ping().then(
          () => this.told(true, store.up()),
          () => this.told(false, store.down()),
        ),
    ]);
  }

  @Get('startup')
  @Public()
  @DescribeHealth('Whether it has started')
  startup(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  private told(up: boolean, result: HealthIndicatorResult): HealthIndicatorResult {
    this.metrics.store.answered(up);
    return result;
  }
}
