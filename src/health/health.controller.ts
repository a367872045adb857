import { Controller, Get } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../http/route-policy.js';
import { DescribeHealth } from '../openapi/describe.js';
import { Lifecycle } from './lifecycle.js';
import { Readiness } from './readiness.js';

/** What the orchestrator asks: is the process alive, may it have traffic, has it started? */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly lifecycle: Lifecycle,
    private readonly readiness: Readiness,
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
  @DescribeHealth('Whether it may be sent traffic: it has what requests need, and it is not draining')
  async ready(): Promise<HealthCheckResult> {
    const checked = await this.readiness.check();
    const draining = this.indicators.check('draining');
    return this.health.check([
      () => (this.lifecycle.draining ? draining.down() : draining.up()),
      // Why a need fails is for operators, who read it in the log.
      ...[...checked].map(([name, failure]) => () => {
        const need = this.indicators.check(name);
        return failure === undefined ? need.up() : need.down();
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
