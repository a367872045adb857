import 'reflect-metadata';
import { Controller, Delete, Get, Post, SetMetadata } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { DeclaredPolicies } from './declared-policies.js';
import { DispatchesOnce, Erases, Public, Reads, ROUTE_POLICY, type RoutePolicy } from './route-policy.js';

const READ: RoutePolicy = {
  authentication: 'agent',
  scope: 'onboarding:read',
  idempotency: 'none',
  limit: 'agent',
};
const Declares = (policy: RoutePolicy): MethodDecorator => SetMetadata(ROUTE_POLICY, policy);

@Controller('whole')
class WholeController {
  @Get('a')
  @Reads()
  read(): void {
    this.notARoute();
  }

  @Post('b')
  @DispatchesOnce()
  write(): void {
    this.notARoute();
  }

  @Delete('b')
  @Erases()
  erase(): void {
    this.notARoute();
  }

  @Get('c')
  @Public()
  open(): void {
    this.notARoute();
  }

  private notARoute(): void {
    return;
  }
}

@Controller('faulty')
class FaultyController {
  @Get('forgotten')
  forgotten(): void {
    return;
  }

  @Post('open')
  @Public()
  open(): void {
    return;
  }

  @Get('unscoped')
  @Declares({ authentication: 'agent', idempotency: 'none', limit: 'agent' })
  unscoped(): void {
    return;
  }

  @Get('unlimited')
  @Declares({ ...READ, limit: 'none' })
  unlimited(): void {
    return;
  }

  @Post('repeatable')
  @Declares({ ...READ, scope: 'onboarding:write' })
  repeatable(): void {
    return;
  }

  @Delete('readable')
  @Declares(READ)
  readable(): void {
    return;
  }
}

@Controller('alone')
class ForgetfulController {
  @Get('a')
  @Reads()
  read(): void {
    return;
  }

  @Get('forgotten')
  forgotten(): void {
    return;
  }

  get notAMethod(): string {
    return 'a';
  }
}

async function start(...controllers: (new () => object)[]): Promise<void> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers,
    providers: [DeclaredPolicies],
  }).compile();
  await module.init();
  await module.close();
}

describe('the process', () => {
  it('starts when every route declares a complete policy', async () => {
    await expect(start(WholeController)).resolves.toBeUndefined();
  });

  it('does not start when a single route has no policy', async () => {
    await expect(start(WholeController, ForgetfulController)).rejects.toThrow(
      /^Routes without a complete policy:\nForgetfulController\.forgotten \(GET forgotten\): declares no policy; .*$/,
    );
  });

  it('does not start when policies are wrong, and names every route with its fault', async () => {
    await expect(start(WholeController, FaultyController)).rejects.toThrow(
      [
        'Routes without a complete policy:',
        'FaultyController.forgotten (GET forgotten): declares no policy; use @Reads, @DispatchesOnce, @Erases or @Public',
        'FaultyController.open (POST open): is open to any client, but is not a GET',
        'FaultyController.unscoped (GET unscoped): authenticates, but requires no scope',
        'FaultyController.unlimited (GET unlimited): authenticates, but has no limit',
        'FaultyController.repeatable (POST repeatable): requires an Idempotency-Key if, and only if, it is a POST',
        'FaultyController.readable (DELETE readable): requires the scope to read if, and only if, it is a GET',
      ].join('\n'),
    );
  });
});
