import { Controller, Get } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../http/route-policy.js';
import { DescribeHealth } from '../openapi/describe.js';
import { Lifecycle } from './lifecycle.js';
import { Readiness } from './readiness.js';

/** The orchestrator's probes: liveness, readiness and startup. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly lifecycle: Lifecycle,
    private readonly readiness: Readiness,
  ) {}

  /** 200 while the process runs, also while it drains: a restart would lose the requests that are finishing. */
  @Get('live')
  @Public()
  @DescribeHealth('Whether the process runs')
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('ready')
  @Public()
  @DescribeHealth('Whether it accepts traffic: its dependencies work, and it is not draining')
  async ready(): Promise<HealthCheckResult> {
    const checked = await this.readiness.check();
    const draining = this.indicators.check('draining');
    return this.health.check([
      () => (this.lifecycle.draining ? draining.down() : draining.up()),
      // Only the log names the reason: it is for operators.
      ...[...checked].map(([name, failure]) => () => {
        const indicator = this.indicators.check(name);
        return failure === undefined ? indicator.up() : indicator.down();
      }),
    ]);
  }

  @Get('startup')
  @Public()
  @DescribeHealth('Whether it has started')
  startup(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }
}
