import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { LoggerModule } from 'nestjs-pino';
import { OnboardingModule } from './onboarding.module.js';

/** The root module. */
@Module({ imports: [ConfigModule.forRoot({ isGlobal: true }), LoggerModule.forRoot(), OnboardingModule] })
export class AppModule {}
