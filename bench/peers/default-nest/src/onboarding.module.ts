import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { EkoService } from './eko.service.js';
import { OnboardingController } from './onboarding.controller.js';
import { OnboardingService } from './onboarding.service.js';

/** The onboarding of one product, customer-account. */
@Module({
  imports: [
    HttpModule.registerAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        baseURL: config.getOrThrow<string>('EKO_BASE_URL'),
        timeout: 10_000,
        maxRedirects: 5,
      }),
    }),
  ],
  controllers: [OnboardingController],
  providers: [OnboardingService, EkoService],
})
export class OnboardingModule {}
