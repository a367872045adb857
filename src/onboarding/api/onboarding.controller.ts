import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Agent, CallerOf, RequesterOf, type Caller, type Requester } from '../../http/caller.js';
import { DispatchesOnce, Erases, Reads } from '../../http/route-policy.js';
import { DescribeErasure, DescribeRead, DescribeStep } from '../../http/describe.js';
import { OnboardingService } from '../steps/onboarding.service.js';
import {
  AadhaarRequest,
  EmptyRequest,
  OtpRequest,
  PanRequest,
  RegistrationRequest,
  StartRequest,
} from './requests.js';
import { OnboardingResource } from '../journey/resource.js';
import { sendAnswer } from './send-answer.js';

/** The routes that products share. Which of them a product has, and when they are due, its journey says. */
@Controller('v1/:product/onboardings')
export class OnboardingController {
  constructor(private readonly service: OnboardingService) {}

  @Post()
  @DispatchesOnce()
  @DescribeStep({
    summary: 'Start or resume the onboarding of a customer',
    body: StartRequest,
    answer: OnboardingResource,
    creates: true,
  })
  async startOnboarding(
    @Param('product') product: string,
    @Body() body: StartRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.start(product, body.mobile, caller));
  }

  @Get(':id')
  @Reads()
  @DescribeRead('The onboarding as it is known', OnboardingResource)
  getOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @Agent() agent: string,
  ): Promise<OnboardingResource> {
    return this.service.read(product, id, agent);
  }

  @Delete(':id')
  @HttpCode(204)
  @Erases()
  @DescribeErasure()
  eraseOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @RequesterOf() requester: Requester,
  ): Promise<void> {
    return this.service.erase(product, id, requester);
  }

  @Post(':id/refresh')
  @DispatchesOnce()
  @DescribeStep({
    summary: 'Look the customer up again',
    body: EmptyRequest,
    answer: OnboardingResource,
    empty: true,
  })
  async refreshOnboarding(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: EmptyRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act(product, id, 'REFRESH', body, caller));
  }

  @Post(':id/registration')
  @DispatchesOnce()
  @DescribeStep({ summary: 'Register the customer', body: RegistrationRequest, answer: OnboardingResource })
  async registerCustomer(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: RegistrationRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act(product, id, 'REGISTER', body, caller));
  }

  @Post(':id/otp')
  @DispatchesOnce()
  @DescribeStep({
    summary: 'Send the pending mobile OTP again',
    body: EmptyRequest,
    answer: OnboardingResource,
    empty: true,
  })
  async resendOtp(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: EmptyRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act(product, id, 'RESEND_OTP', body, caller));
  }

  @Post(':id/otp/verification')
  @DispatchesOnce()
  @DescribeStep({
    summary: 'Verify the pending OTP, whichever it is',
    body: OtpRequest,
    answer: OnboardingResource,
  })
  async verifyOtp(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: OtpRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act(product, id, 'VERIFY_OTP', body, caller));
  }

  @Post(':id/aadhaar')
  @DispatchesOnce()
  @DescribeStep({ summary: 'Send the Aadhaar OTP', body: AadhaarRequest, answer: OnboardingResource })
  async submitAadhaar(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: AadhaarRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act(product, id, 'SUBMIT_AADHAAR', body, caller));
  }

  @Post(':id/pan')
  @DispatchesOnce()
  @DescribeStep({ summary: 'Submit the PAN', body: PanRequest, answer: OnboardingResource })
  async submitPan(
    @Param('product') product: string,
    @Param('id') id: string,
    @Body() body: PanRequest,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.act(product, id, 'SUBMIT_PAN', body, caller));
  }
}
