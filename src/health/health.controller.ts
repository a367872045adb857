import { Controller, Get } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Type, type TUnsafe } from 'typebox';
import { Public } from '../http/route-policy.js';
import { DescribeHealth } from '../http/describe.js';
import { Lifecycle } from './lifecycle.js';
import { Readiness } from './readiness.js';

// What Terminus answers; its types are its own.
const DependencyHealth = Type.Object(
  {
    status: Type.Enum(['up', 'down'], { type: 'string', description: 'Whether it can serve' }),
  },
  { $id: 'DependencyHealth', description: 'Whether one dependency can serve' },
);
const dependencies = (description: string): TUnsafe<object> =>
  Type.Unsafe<object>({ type: 'object', additionalProperties: DependencyHealth, description });
const Health = Type.Object(
  {
    status: Type.Enum(['ok', 'error', 'shutting_down'], {
      type: 'string',
      description: 'ok: yes; anything else: no',
    }),
    info: Type.Optional(dependencies('Dependencies that can serve, by name')),
    error: Type.Optional(dependencies('Dependencies that cannot')),
    details: dependencies('All dependencies'),
  },
  { $id: 'Health', description: 'The answer to a probe of the orchestrator' },
);

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
  @DescribeHealth({
    summary: 'Whether the process runs',
    description: 'For the liveness probe: 200 also while the process drains.',
    answer: Health,
  })
  checkLiveness(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('ready')
  @Public()
  @DescribeHealth({
    summary: 'Whether it accepts traffic',
    description: 'For the readiness probe: its dependencies work, and it is not draining.',
    answer: Health,
  })
  async checkReadiness(): Promise<HealthCheckResult> {
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
  @DescribeHealth({
    summary: 'Whether it has started',
    description: 'For the startup probe.',
    answer: Health,
  })
  checkStartup(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }
}
