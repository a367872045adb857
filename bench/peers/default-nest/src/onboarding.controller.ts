import { Body, Controller, Post } from '@nestjs/common';
import { OnboardingService, type OnboardingDto } from './onboarding.service.js';
import { StartOnboardingDto } from './start-onboarding.dto.js';

/** The route of the start. */
@Controller('v1/customer-account/onboardings')
export class OnboardingController {
  constructor(private readonly onboarding: OnboardingService) {}

  @Post()
  start(@Body() body: StartOnboardingDto): Promise<OnboardingDto> {
    return this.onboarding.start(body.mobile);
  }
}
